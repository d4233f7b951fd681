import type { Policy } from './policy/types.ts';
import type { Settings } from './settings/types.ts';
import type { SoaRow } from './soa/types.ts';
import type { Supplier } from './supplier/types.ts';

export type AnyEntity = Supplier | Policy | SoaRow | Settings;
