/** Resource of a stage that is not in its state, and whether Azure has it. */
export interface FoundResource {
  readonly stage: string;
  /** Address of the resource. */
  readonly address: string;
  /** Terraform type. */
  readonly type: string;
  /** `unknown`: its id could not be worked out. `taken-over`: it cannot be imported, and the provider takes over what is there when it creates it. */
  readonly status: 'found' | 'missing' | 'taken-over' | 'unknown';
  /** Import id, as far as it is known. */
  readonly id?: string;
  /** Reason why its id is not known. */
  readonly why?: string;
  /** Path of its construct. */
  readonly constructPath?: string;
}
