export { acknowledge, type AcknowledgeOptions } from './acknowledge';
export {
  type ImageMetadata,
  type ImageRegistryMetadata,
  type ParameterDescription,
  type SelectionSources,
  type StageMetadata,
  type StageWrite,
} from '../manifest/app-metadata';
export { type StageCheck, type StageCheckParameters } from '../manifest/stage-check';
export { type Hook, type Hooks } from '../manifest/hook';
export { type StageSecret } from '../manifest/stage-secret';
export { type BackendSettings } from './backend';
export { importFrom } from './import-from';
export { movedFrom } from './moved-from';
export {
  ParameterSet,
  type ParameterSetProps,
  type ParameterSource,
  parsedBy,
  type ReadParameters,
} from './parameter-set';
export { runApp, type RunAppOptions } from './run-app';
export { secret, SecretParameter, type SecretOptions } from './secret-parameter';
export { type Settings, type SettingsInput } from './settings';
export {
  type MonthlyBudget,
  Stage,
  StageLifecycle,
  type StageOutputOptions,
  type StageProps,
  StageSharing,
} from './stage';
export { StageReference, type StageReferenceProps } from './stage-reference';
export { StagedApp, type StagedAppProps } from './staged-app';
