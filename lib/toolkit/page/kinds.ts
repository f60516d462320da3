import { type PageKind } from './page';

/** Look of a kind beside its color: a name, a sign, and how the border is drawn. */
export interface KindStyle {
  readonly label: string;
  /** Of one character. */
  readonly sign: string;
  /** Whether the list of the stages leaves them for the end. */
  readonly isQuiet: boolean;
}

/** Kinds in the order of their severity: a group is of the first one that a stage in it has. */
export const KINDS: Readonly<Record<PageKind, KindStyle>> = {
  failed: { label: 'failed', sign: '!', isQuiet: false },
  destroy: { label: 'destroy', sign: '−', isQuiet: false },
  replace: { label: 'replace', sign: '±', isQuiet: false },
  change: { label: 'change', sign: '~', isQuiet: false },
  create: { label: 'create', sign: '+', isQuiet: false },
  drifted: { label: 'drifted', sign: '≠', isQuiet: false },
  blocked: { label: 'blocked', sign: '?', isQuiet: false },
  skipped: { label: 'not run', sign: '›', isQuiet: false },
  unknown: { label: 'unknown', sign: '?', isQuiet: false },
  deployed: { label: 'deployed', sign: '✓', isQuiet: false },
  absent: { label: 'not deployed', sign: '○', isQuiet: true },
  unchanged: { label: 'unchanged', sign: '=', isQuiet: true },
};

/** Kinds, the most severe first. */
export const KIND_NAMES = Object.keys(KINDS) as readonly PageKind[];

/** Number of stages of each kind that there is, the most severe first. */
export function countKinds(stages: readonly { readonly kind: PageKind }[]): readonly (readonly [PageKind, number])[] {
  const numbers = new Map<PageKind, number>();
  stages.forEach(({ kind }) => numbers.set(kind, (numbers.get(kind) ?? 0) + 1));
  return KIND_NAMES.flatMap((kind) => {
    const number = numbers.get(kind);
    return number === undefined ? [] : [[kind, number] as const];
  });
}
