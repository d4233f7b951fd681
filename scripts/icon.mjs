// Draws media/icon.png, which the Marketplace shows, from media/icon.svg. Run it when the drawing changes.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { startChromium } from './vscode/workbench.mjs';

const media = path.resolve(import.meta.dirname, '..', 'media');
const { page, close } = await startChromium({ viewport: { width: 128, height: 128 } });
await page.setContent(`<body style="margin:0">${readFileSync(path.join(media, 'icon.svg'), 'utf8')}</body>`);
await page.screenshot({ path: path.join(media, 'icon.png'), omitBackground: true });
await close();
