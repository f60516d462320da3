import { runJob } from './job-program';

void runJob(process.env, (line) => process.stdout.write(`${line}\n`));
