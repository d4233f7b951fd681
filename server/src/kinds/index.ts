import type { Entity } from '../model/types.ts';
import type { EntityKind } from './kind.ts';
import { policyKind } from './policy/kind.ts';
import { proseKind } from './prose/kind.ts';
import { riskKind } from './risk/kind.ts';
import { settingsKind } from './settings/kind.ts';
import { soaKind } from './soa/kind.ts';
import { supplierKind } from './supplier/kind.ts';

/** Every kind of document there is, in the contract's order. */
const all = [settingsKind, supplierKind, policyKind, soaKind, riskKind, proseKind] as const;

type Each = (typeof all)[number];
type EntityIn<K> = K extends EntityKind<infer E, infer _Row, infer _List> ? E : never;
type RowIn<K> = K extends EntityKind<infer _E, infer Row, infer _List> ? Row : never;

export type AnyEntity = EntityIn<Each>;
export type AnyRow = RowIn<Each>;
/** The name of a kind of document: that of its list. */
export type DocumentKind = Each['list'];
/** The name of a kind of entity. */
export type EntityName = AnyEntity['kind'];
export type AnyKind = EntityKind<AnyEntity, AnyRow, DocumentKind>;

export const kinds: readonly AnyKind[] = all;

const byName = new Map<string, AnyKind>(kinds.map((kind) => [kind.name, kind]));
const byList = new Map<string, AnyKind>(kinds.map((kind) => [kind.list, kind]));

/** The kind of an entity. */
export const kindOf = ({ kind }: Pick<Entity, 'kind'>): AnyKind => byName.get(kind)!;
/** The kind of entity with this name, such as that of what is referred to. */
export const kindNamed = (name: string): AnyKind | undefined => byName.get(name);
/** The kind of document with this name. */
export const kindOfList = (list: DocumentKind): AnyKind => byList.get(list)!;
