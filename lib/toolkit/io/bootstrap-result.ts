import { type AppDescription } from '../assembly/assembly';
import { type StageOutcome } from './run-result';

/** Part of what states need in Azure. */
export interface BootstrapPart {
  /** Kind: `storage account`. */
  readonly kind: string;
  readonly name: string;
  /** Id of the resource. */
  readonly id: string;
  readonly status:
    | 'present'
    | 'missing'
    /** It is there, and weaker than required. */
    | 'incomplete'
    | 'made'
    | 'completed';
  /** Settings that it gets: `minimum TLS version: TLS1_0 becomes TLS1_2`. */
  readonly changes: readonly string[];
}

/** Identity that the pipelines of a repository sign in as. */
export interface BootstrapDeployer {
  /** Repository as GitHub spells it: `owner/name`. */
  readonly repository: string;
  /** Subjects of the tokens that sign in as it. */
  readonly subjects: readonly string[];
  /** Part of that which is not verified. @default nothing */
  readonly unverified?: string;
  /** Variables of the pipeline, none of them secret. @default not known before the identity is made */
  readonly variables?: Readonly<Record<string, string>>;
  /** Commands that set the variables in the repository. */
  readonly commands: readonly string[];
}

/** Local state of a stage, which can move to the storage account. */
export interface LocalState {
  readonly stage: string;
  /** File, relative to the project's directory where it is in it. */
  readonly file: string;
  readonly resources: number;
}

/** Result of `bootstrap`. */
export interface BootstrapResult extends AppDescription {
  readonly parts: readonly BootstrapPart[];
  /** The setting `backend`. */
  readonly backend: Readonly<Record<string, string>>;
  /** Environment file with the setting, relative to the project's directory. */
  readonly file: string;
  readonly setting: 'present' | 'missing' | 'written';
  /** Needs of the network setup, and other things to know. */
  readonly notes: readonly string[];
  readonly deployer?: BootstrapDeployer;
  /** Local states that have not moved. */
  readonly localStates: readonly LocalState[];
  /** Outcomes of the states that were to move. @default none were */
  readonly moved?: readonly StageOutcome[];
  /** Whether nothing was made, completed, written or moved. */
  readonly isDryRun: boolean;
  /** Suggested next command. */
  readonly next?: string;
}
