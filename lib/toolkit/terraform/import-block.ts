/** An `import` block: https://developer.hashicorp.com/terraform/language/block/import */
export interface ImportBlock {
  /** Address of the resource. */
  readonly to: string;
  /** Import id. */
  readonly id: string;
}

/** Name of the file with these blocks, which is part of the root module while a stage is planned. */
export const IMPORT_FILE = 'azstage-import.tf.json';
