import { isDeepStrictEqual } from 'node:util';
import { DriftCauses, type DriftCausesProps, type ExplainedChange } from './drift-causes';
import { changedAttributes } from '../references/references';
import { type StageArtifact } from '../assembly/stage-artifact';
import { type OutsideChange, type StageChange, type StageDrift } from '../io/run-result';
import { type ResourceChange } from '../terraform/plan-json';
import { type ChangeAction } from '../terraform/terraform-events';

/** Whether a stage has drifted. */
export function hasDrifted({ changedOutside, notApplied, upstreamChanged }: StageDrift): boolean {
  return changedOutside.length > 0 || notApplied.length > 0 || upstreamChanged.length > 0;
}

/** Drift of a stage by cause, according to a plan. A change with several causes is listed under each. */
export function stageDrift(props: DriftCausesProps): StageDrift {
  const { stage, applied } = props;
  const causes = new DriftCauses(props);
  const shown = (explained: readonly ExplainedChange[]) => explained.map((each) => asStageChange(stage, each));
  const changes = causes.explained();
  const changedOutside = causes.outside.map((drift) => ({
    ...outsideChange(stage, drift, drift.action === 'delete' ? 'delete' : 'update'),
    answer: changes.map(({ change }) => change).find(({ address }) => address === drift.address)
      ?.action as ChangeAction,
    changes: shown(
      changes.filter(({ change, outside }) => change.address !== drift.address && outside.includes(drift)),
    ),
  }));
  const readOutside = changes
    .filter(({ isCode, outside, upstream }) => !isCode && outside.length === 0 && upstream.length === 0)
    .map(({ change }) => ({
      ...outsideChange(stage, change, 'read'),
      answer: change.action as ChangeAction,
      changes: [],
    }));
  const upstreamChanged = causes.changedOutputs.map((output) => ({
    ...output,
    changes: shown(changes.filter(({ upstream }) => upstream.some((each) => isDeepStrictEqual(each, output)))),
  }));
  return {
    changedOutside: [...changedOutside, ...readOutside],
    notApplied: shown(changes.filter(({ isCode }) => isCode)),
    // Without a record of the last apply, only a planned change shows that an output has changed.
    upstreamChanged: upstreamChanged.filter((output) => applied !== undefined || output.changes.length > 0),
  };
}

function outsideChange(stage: StageArtifact, change: ResourceChange, action: OutsideChange['action']) {
  const { address, type } = change;
  const attributes = action === 'delete' ? [] : changedAttributes(change);
  return { address, type, action, attributes, ...stage.originOf(address) };
}

function asStageChange(stage: StageArtifact, { change, upstream }: ExplainedChange): StageChange {
  const { address, type, action } = change;
  const causes = upstream.length === 0 ? {} : { causes: upstream };
  return { address, type, action: action as ChangeAction, ...stage.originOf(address), ...causes };
}
