/** Mark by which the comment of a pull request is found again. */
export const COMMENT_MARK = '<!-- azstage pipeline -->';

/**
 * Function of a script in JavaScript that makes the text of the comment from the Markdown reports in a directory. A comment of GitHub has 65,536 characters
 * at most: each report gets its share.
 */
export const COMMENT_FUNCTION = `const fs = require('node:fs');
const path = require('node:path');
const MARK = '${COMMENT_MARK}';

function commentOf(directory, run) {
  const files = fs.existsSync(directory) ? fs.readdirSync(directory, { recursive: true }).sort() : [];
  const reports = new Map(files.filter((file) => file.endsWith('.md')).map((file) => [path.basename(file), file]));
  const last = (name) => (name.startsWith('drift-') ? 1 : 0);
  const names = [...reports.keys()].sort((a, b) => last(a) - last(b) || (a < b ? -1 : 1));
  const share = Math.floor(64000 / Math.max(1, names.length));
  const read = (name) => fs.readFileSync(path.join(directory, reports.get(name)), 'utf8');
  const texts = names.map((name) => shortened(read(name), share, run));
  return [MARK, ...(texts.length === 0 ? ['No environment could be planned: ' + run] : texts)].join('\\n\\n');
}

function shortened(text, limit, run) {
  if (text.length <= limit) return text;
  const start = text.slice(0, text.lastIndexOf('\\n', limit));
  const isOpen = (start.match(/^\`\`\`/gm) || []).length % 2 === 1;
  return start + (isOpen ? '\\n\`\`\`' : '') + '\\n\\nThe rest is in the run: ' + run + '\\n';
}
`;
