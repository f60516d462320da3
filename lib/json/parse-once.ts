import { type z } from 'zod';

/**
 * Context of parses that a process makes once: zod generates code for an object at its first parse otherwise, which takes longer than the parse of
 * some dozens of values.
 */
export const ONCE: z.core.ParseContext<z.core.$ZodIssue> = { jitless: true };
