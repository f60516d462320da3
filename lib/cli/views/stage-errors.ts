import { type StageError, type StageOutcome } from '../../toolkit/io/run-result';
import { type Style } from '../style';

/** Stage with its errors. */
type FailedStage = Pick<StageOutcome, 'stage' | 'errors' | 'fix'>;

/** Lines for all errors of a run, each with its origin and fix. */
export function formatErrors({ stages }: { readonly stages: readonly FailedStage[] }, style: Style): string[] {
  return stages
    .filter((stage) => stage.errors !== undefined)
    .flatMap((stage, index) => [
      ...(index === 0 ? [] : ['']),
      ...(stage.errors ?? []).flatMap((error) => formatError(style.bad(`${stage.stage}: ${error.summary}`), error)),
      ...(stage.fix === undefined ? [] : [`  To do: ${stage.fix}`]),
    ]);
}

/** Lines for an error or a warning below its heading. */
export function formatError(heading: string, { detail, address, constructPath, source }: StageError): string[] {
  return [
    heading,
    ...(address === undefined ? [] : [`  Resource: ${address}`]),
    ...(constructPath === undefined ? [] : [`  Construct: ${constructPath}`]),
    ...(source === undefined ? [] : [`  Source: ${source}`]),
    ...(detail === undefined ? [] : detail.trim().split('\n')).map((line) => `  ${line}`),
  ];
}
