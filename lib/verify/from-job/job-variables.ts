/** Environment variables of the job. */
export enum JobVariable {
  /** Checks, as JSON. */
  CHECKS = 'AZSTAGE_VERIFY_CHECKS',
  /** Client ids of its user-assigned identities, with commas between them. */
  CLIENT_IDS = 'AZSTAGE_VERIFY_CLIENT_IDS',
  /** Text that the lines of the run have. */
  RUN = 'AZSTAGE_VERIFY_RUN',
  /** Beginning of the names of those that have the program: `AZSTAGE_VERIFY_PROGRAM_0` */
  PROGRAM = 'AZSTAGE_VERIFY_PROGRAM_',
}
