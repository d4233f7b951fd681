#!/usr/bin/env node
import { main } from './main.ts';

// The language server is a bundle of its own, as editors start it.
await main(process.argv.slice(2), new URL('./server/node.cjs', import.meta.url));
