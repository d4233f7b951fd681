import { fuzzEdits, fuzzWhole } from './incremental.ts';

fuzzEdits(1, 2);
fuzzWhole();
