import { type IConstruct } from 'constructs';

/** An action group, made here or elsewhere. */
export interface IActionGroup extends IConstruct {
  readonly actionGroupId: string;
}
