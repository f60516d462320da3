import { type AcknowledgementMetadata } from '../manifest/app-metadata';
import { AZSTAGE } from './evaluate';
import { type Finding } from './finding';

/** Id of the findings about acknowledgements. */
export const STALE = 'AZS000';

/**
 * Findings with the reasons for which they are accepted, and a note for each acknowledgement that matches none.
 *
 * An acknowledgement holds for its construct and for all below it. Of several that match, the one of the nearest construct is taken.
 */
export function withAcknowledgements(
  findings: readonly Finding[],
  acknowledgements: readonly AcknowledgementMetadata[],
): readonly Finding[] {
  const used = new Set<AcknowledgementMetadata>();
  const known = findings.map((finding) => {
    const matching = acknowledgements.filter((each) => matches(each, finding));
    matching.forEach((each) => used.add(each));
    const nearest = matching.toSorted((a, b) => b.path.length - a.path.length)[0];
    return nearest === undefined
      ? finding
      : { ...finding, acknowledged: { reason: nearest.reason, constructPath: nearest.path } };
  });
  return [...known, ...acknowledgements.filter((each) => !used.has(each)).map(stale)];
}

function matches({ rule, path }: AcknowledgementMetadata, { tool, ruleId, constructPath = '' }: Finding): boolean {
  return tool === AZSTAGE && rule === ruleId && (path === '' || `${constructPath}/`.startsWith(`${path}/`));
}

function stale({ rule, path, reason }: AcknowledgementMetadata): Finding {
  const stage = path.split('/')[0] ?? '';
  return {
    tool: AZSTAGE,
    ruleId: STALE,
    level: 'note',
    message: `The acknowledgement of ${rule} matches no finding here; its reason is "${reason}"`,
    constructPath: path,
    ...(stage === '' ? {} : { stage }),
  };
}
