import { type IConstruct } from 'constructs';

/** A Log Analytics workspace, made here or elsewhere. */
export interface ILogAnalyticsWorkspace extends IConstruct {
  readonly workspaceId: string;
}
