/** Name of the file that synth writes beside manifest.json. */
export const METADATA_FILE = 'azstage.json';

/** Name of the JSON Schema of `environments/*.json` that synth writes beside it, for editors. */
export const ENVIRONMENT_SCHEMA_FILE = 'environment.schema.json';

/** Version of the form of the metadata file. */
export const METADATA_VERSION = 1;
