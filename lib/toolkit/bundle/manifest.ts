import { type UpstreamRead } from '../preview/preview';
import { type CommandLineSettings } from '../project';
import { type StageInputs } from '../stage-inputs';
import { type StageChange, type StageResult } from '../stage-outcome';
import { type ChangeCounts } from '../terraform/terraform-events';

/** The form of bundles that this version writes and reads. */
export const BUNDLE_VERSION = 1;

/** What is in a bundle, and what it was made from. */
export interface BundleManifest {
  readonly version: number;
  /** When, in ISO 8601. */
  readonly created: string;
  /** Versions of what made it. */
  readonly tools: { readonly azstage: string; readonly terraform: string };
  /** What the app said of itself. */
  readonly app: {
    readonly app?: string;
    readonly environment?: string;
    readonly project?: string;
    readonly location?: string;
  };
  /** What the command line set; it is set again when the bundle is deployed. */
  readonly settings: CommandLineSettings;
  /** SHA-256 of the synthesized files of all stages. */
  readonly synth: string;
  /** Upstream first. */
  readonly stages: readonly BundleStage[];
  /** SHA-256 of each file beside the manifest. */
  readonly files: Readonly<Record<string, string>>;
}

/** One stage of a bundle. */
export interface BundleStage {
  readonly name: string;
  /** Key of its state. */
  readonly key: string;
  readonly result: StageResult;
  readonly reason?: string;
  readonly inputs: StageInputs;
  /** @default it is not deployed */
  readonly state?: { readonly serial: number; readonly lineage: string };
  /** The outputs of other stages that it was planned with. */
  readonly reads: readonly UpstreamRead[];
  /** @default nothing is to be done */
  readonly proposal?: BundleProposal;
}

/** What is to be done to a stage; the values are in a file of their own. */
export interface BundleProposal {
  readonly counts: ChangeCounts;
  readonly changes: readonly StageChange[];
  readonly isFinal: boolean;
  readonly notPlanned: readonly string[];
  /** File with the plan and its values, as JSON. */
  readonly values: string;
  /** File with Terraform's plan, where it is final. */
  readonly plan?: string;
}
