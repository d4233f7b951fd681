import { fuzzEdits } from './incremental.ts';

fuzzEdits(0, 2);
