// Bundles the program of the job of `azstage verify --from-job` into one file, compressed as it is handed over:
// the container that runs it has Node.js, and nothing else.
import fs from 'node:fs';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';

/** Messages of zod in forty languages, of which azstage prints none but those in English. */
const onlyEnglish = {
  name: 'only-english',
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.c?js$/ }, () => ({
      contents: "exports.en = require('./en.cjs').default;",
    })),
};

/** The bundle of a program that is given as text, and the licenses of the packages in it. */
async function bundled(contents) {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: process.cwd(), loader: 'ts' },
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    minify: true,
    write: false,
    metafile: true,
    external: ['pg-native', 'cloudflare:sockets'],
    plugins: [onlyEnglish],
    logLevel: 'warning',
  });
  return { program: outputFiles[0].text, licenses: licensesOf(Object.keys(metafile.inputs)) };
}

function licensesOf(inputs) {
  const packages = inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? []);
  return [...new Set(packages)]
    .sort()
    .map((directory) => {
      const { name, version, license } = JSON.parse(fs.readFileSync(path.join(directory, 'package.json'), 'utf8'));
      const file = fs.readdirSync(directory).find((each) => /^licen[cs]e/i.test(each));
      const text = file === undefined ? '' : fs.readFileSync(path.join(directory, file), 'utf8').trim();
      return `${name} ${version} (${license})\n\n${text}\n`;
    })
    .join('\n----\n\n');
}

const MAIN = `
import { runJob } from './lib/verify/from-job/job-program';

void runJob(process.env, (line) => process.stdout.write(line + '\\n'));
`;

const directory = path.resolve(process.argv[2] ?? 'dist/lib/verify/from-job');
const { program, licenses } = await bundled(MAIN);
fs.writeFileSync(path.join(directory, 'job.bundle.txt'), brotliCompressSync(program).toString('base64'));
fs.writeFileSync(path.join(directory, 'job.bundle.licenses.txt'), licenses);
