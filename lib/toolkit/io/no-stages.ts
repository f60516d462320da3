/** Text in place of the stages of an app that has none. */
export const NO_STAGES = 'The app has no stages.';
