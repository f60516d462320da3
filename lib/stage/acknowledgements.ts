import { type IConstruct } from 'constructs';
import { type AcknowledgementMetadata } from '../manifest/app-metadata';

/** Key of the acknowledgements of a construct in the metadata of its node. */
const ACKNOWLEDGED = 'azstage:acknowledge';

/** Records an acknowledgement at a construct. */
export function recordAcknowledgement({ node }: IConstruct, rule: string, reason: string): void {
  node.addMetadata(ACKNOWLEDGED, { rule, reason });
}

/** Acknowledgements at a construct and below it, in the order of the constructs. */
export function acknowledgementsIn(construct: IConstruct): AcknowledgementMetadata[] {
  return construct.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === ACKNOWLEDGED)
      .map(({ data }) => {
        const { rule, reason } = data as Pick<AcknowledgementMetadata, 'rule' | 'reason'>;
        return { rule, reason, path: node.path };
      }),
  );
}
