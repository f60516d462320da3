import { type CompletionTable } from './completion-table';

/**
 * Program for Node.js that prints the completions of the words that it is given, the shell first: a line each, with a description after a tab.
 *
 * It reads files of the project, and runs nothing of it. The files may come from anywhere: it prints no word that a shell would have to quote, and
 * no description from them. It has neither single quotes nor double backslashes, so that it can stand in single quotes in every shell.
 */
const PROGRAM = `
const fs = require("fs"), path = require("path");
const [shell, ...given] = process.argv.slice(1);

const read = (...parts) => {
  try {
    const file = path.resolve(...parts);
    return fs.statSync(file).isFile() ? JSON.parse(fs.readFileSync(file, "utf8").replace(/^\\uFEFF/, "")) : {};
  } catch { return {}; }
};
const entries = (...parts) => { try { return fs.readdirSync(path.resolve(...parts)); } catch { return []; } };
const values = (object) => Object.entries(object ?? {});

let root = process.cwd();
for (let at = root; at !== path.dirname(at); at = path.dirname(at)) {
  if (fs.existsSync(path.join(at, "cdktf.json"))) { root = at; break; }
}

// Bash splits name=value into three words.
const words = [];
for (const word of given) {
  const isPart = shell === "bash" && words.length > 0 && (/^[=:@]+$/.test(word) || /[=:@]$/.test(words.at(-1)));
  isPart ? words.push(words.pop() + word) : words.push(word);
}
const current = (words.pop() ?? "").replace(/^["\\x27]/, "");
const before = shell === "bash" ? /^(?:.*[=:@])?/s.exec(current)[0] : "";

let command, options = TABLE.common, option, count = 0, ended = false, output = read(root, "cdktf.json").output ?? "cdktf.out";
const find = (word) => options.find(({ flags }) => flags.includes(word));
for (const word of words) {
  if (!ended && word === "--") {
    ended = true; option = undefined;
  } else if (!ended && word.startsWith("-")) {
    const found = find(word);
    option = found?.values === undefined ? undefined : found;
    if (word.startsWith("--output=")) output = word.slice(9);
  } else if (option && !(option.many && !command && !word.includes("="))) {
    if (option.flags.includes("--output")) output = word;
    if (!option.many) option = undefined;
  } else if (!command) {
    option = undefined;
    command = TABLE.commands.find(({ names }) => names.includes(word)) ?? { options: [], arguments: [""] };
    options = command.options;
  } else {
    count++;
  }
}

const out = path.resolve(root, String(output));
const metadata = () => read(out, "azstage.json");

// By the local state, or else by the state that was last seen from this checkout.
const status = (stack, stage) => {
  const file = path.join(out, String(stack.workingDirectory), "cdk.tf.json");
  const local = read(file).terraform?.backend?.local;
  if (local) {
    const resources = read(path.dirname(file), String(local.path)).resources;
    return Array.isArray(resources) && resources.length > 0 ? "deployed" : "not deployed";
  }
  const seen = path.join(root, ".azstage", "work", String(stage?.stateKey ?? "").replace(/[.]tfstate$/, ""), "last-seen.json");
  return stage?.stateKey && fs.existsSync(seen) ? "deployed when last seen" : "";
};
const stages = () => {
  const described = new Map((metadata().stages ?? []).map((stage) => [stage.name, stage]));
  const found = values(read(out, "manifest.json").stacks).filter(([name]) => name.startsWith(current));
  return found.map(([name, stack]) => {
    const { lifecycle } = described.get(name) ?? {};
    const facts = [["permanent", "on-demand", "ephemeral"].find((known) => known === lifecycle), found.length > 100 ? "" : status(stack, described.get(name))];
    return [name, facts.filter((fact) => fact).join(", ")];
  });
};
const sources = {
  stages,
  tags: () => (metadata().stages ?? []).flatMap(({ tags }) => values(tags).map((tag) => [tag.join("=")])),
  environments: () => {
    const files = entries(root, "environments").filter((file) => file.endsWith(".json"));
    return [...new Set([...files.map((file) => file.slice(0, -5)), "dev", "staging", "prod"])].map((name) => [name]);
  },
  systems: () => entries(root, "stacks").filter((name) => /^index[.][jt]s$/.test(entries(root, "stacks", name).find((file) => /^index[.]/.test(file)) ?? "")).map((name) => [name]),
  parameters: () => (metadata().parameters ?? []).flatMap(({ name, schema }) => {
    const allowed = Array.isArray(schema?.enum) ? schema.enum : [""];
    return allowed.map((value) => [name + "=" + value]);
  }),
};

const print = (found, prefix = "") => {
  const lines = new Map();
  for (const [word, about = ""] of found) {
    const isPlain = /^[a-zA-Z0-9_-][a-zA-Z0-9_.:@/=-]*$/.test(word) && (prefix !== "" || isFlags || !word.startsWith("-"));
    if (isPlain && (prefix + word).startsWith(current)) lines.set((prefix + word).slice(before.length), about);
  }
  lines.delete("");
  process.stdout.write([...lines].map(([word, about]) => word + "\\t" + about + "\\n").join(""));
};
const offer = (wanted, prefix) => {
  if (wanted === "files") process.stdout.write("\\tfiles\\n");
  else if (Array.isArray(wanted)) print(wanted.map((word) => [word]), prefix);
  else if (Object.hasOwn(sources, wanted)) { try { print(sources[wanted](), prefix); } catch {} }
};

const [, flag, attached] = /^(--[a-z-]+)=(.*)$/s.exec(current) ?? [];
const isFlags = !ended && current.startsWith("-") && flag === undefined;
if (!ended && flag !== undefined) {
  offer(find(flag)?.values ?? "", flag + "=");
} else if (isFlags) {
  print(options.flatMap(({ flags, about }) => flags.map((flag) => [flag, about])));
} else if (option) {
  offer(option.values);
} else if (!command) {
  print(TABLE.commands.flatMap(({ names, about }) => names.map((name) => [name, about])));
} else {
  offer(command.arguments[Math.min(count, command.arguments.length - 1)]);
}
`;

/** The program for a command line. */
export function completionProgram(table: CompletionTable): string {
  const json = JSON.stringify(table, (_, value: unknown) =>
    typeof value === 'string' ? value.replace(/[\t\n]/g, ' ') : value,
  ).replaceAll("'", '\\u0027');
  return `const TABLE = ${json};${PROGRAM}`;
}
