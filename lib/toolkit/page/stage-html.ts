import { count } from '../host/count';
import { Html, html, lines } from './html';
import { KINDS } from './kinds';
import { type PageArgument, type PageChange, type PageSection, type PageStage } from './page';

/** Most stages that a line names. */
const MOST_NAMES = 12;

const SEPARATOR = new Html(', ');

/** Signs of the actions of Terraform, as it prints them. */
const SIGNS: Readonly<Record<string, string>> = {
  create: '+',
  update: '~',
  replace: '±',
  delete: '−',
  read: '≤',
  import: '↓',
  move: '→',
  remove: '×',
};

/** Links to the stages of a page. */
export class StageLinks {
  private readonly indexes: ReadonlyMap<string, number>;
  private readonly neededBy = new Map<string, string[]>();

  constructor(stages: readonly PageStage[]) {
    this.indexes = new Map(stages.map(({ name }, index) => [name, index]));
    for (const { name, dependencies } of stages) {
      for (const other of dependencies) {
        const known = this.neededBy.get(other);
        if (known === undefined) {
          this.neededBy.set(other, [name]);
        } else {
          known.push(name);
        }
      }
    }
  }

  /** The name of a stage as a link, if it is on the page. */
  public to(name: string): Html {
    const index = this.indexes.get(name);
    return index === undefined ? html`<code>${name}</code>` : html`<a href="#stage-${index}">${name}</a>`;
  }

  /** The names of some stages. */
  public toAll(names: readonly string[]): Html {
    const shown = names.slice(0, MOST_NAMES).map((name, index) => html`${index > 0 && SEPARATOR}${this.to(name)}`);
    const more = names.length - MOST_NAMES;
    return html`${shown}${more > 0 && ` and ${more} more`}`;
  }

  /** Names of the stages that need one. */
  public dependentsOf(name: string): readonly string[] {
    return this.neededBy.get(name) ?? [];
  }
}

/** A stage in the list: what happens to it, why, and each of its changes. */
export function stageHtml(stage: PageStage, index: number, links: StageLinks): Html {
  const { name, title, kind, reason, tally, changes, sections } = stage;
  const losesData = changes.some((change) => change.losesData === true);
  const inOrder = [...changes].sort((a, b) => Number(b.losesData === true) - Number(a.losesData === true));
  return html`<details class="stage k-${kind}" id="stage-${index}" data-stage="${index}" data-kind="${kind}">
    <summary>
      <span class="sign" aria-hidden="true">${KINDS[kind].sign}</span
      ><span class="who"
        ><span class="stage-name">${name}</span
        >${title !== undefined && html`<span class="stage-title">${title}</span>`}</span
      >${losesData && html`<span class="pill loss">data loss</span>`}<span class="pill">${KINDS[kind].label}</span
      >${tally !== undefined && html`<span class="tally">${tally}</span>`}
    </summary>
    <div class="body">
      ${reason !== undefined && html`<p class="reason">${reason}</p>`}${factsHtml(stage, links)}${sections.map(sectionHtml)}${
        changes.length > 0 &&
        html`<h3>${count(changes.length, 'change')}</h3>
          <ul class="changes">
            ${inOrder.map((change) => changeHtml(change, links))}
          </ul>`
      }
    </div>
  </details>`;
}

function factsHtml({ name, result, dependencies, facts }: PageStage, links: StageLinks): Html {
  const dependents = links.dependentsOf(name);
  const rows = [
    html`<dt>Result</dt>
      <dd>${result}</dd>`,
    ...facts.map(
      (fact) =>
        html`<dt>${fact.name}</dt>
          <dd>${fact.value}</dd>`,
    ),
    ...(dependencies.length === 0
      ? []
      : [
          html`<dt>Needs</dt>
            <dd>${links.toAll(dependencies)}</dd>`,
        ]),
    ...(dependents.length === 0
      ? []
      : [
          html`<dt>Needed by</dt>
            <dd>${links.toAll(dependents)}</dd>`,
        ]),
  ];
  return html`<dl class="facts">${rows}</dl>`;
}

/** A list with a heading. */
export function sectionHtml({ title, tone, items }: PageSection): Html {
  return html`<section class="note ${tone}">
    <h3>${title}</h3>
    <ul>
      ${items.map(
        ({ text, detail }) =>
          html`<li>${text}${detail !== undefined && html`<pre tabindex="0">${lines(detail)}</pre>`}</li>`,
      )}
    </ul>
  </section>`;
}

function changeHtml(change: PageChange, links: StageLinks): Html {
  const { action, address, constructPath, source, causes = [], losesData, progress, arguments: own = [] } = change;
  const heading = html`<span class="sign" aria-hidden="true">${SIGNS[action] ?? '·'}</span
    ><span class="who"
      ><span class="path">${constructPath ?? address}</span
      >${constructPath !== undefined && html`<code>${address}</code>`}</span
    >${losesData === true && html`<span class="pill loss">data loss</span>`}${progress !== undefined && html`<span class="pill p-${progress.replace(' ', '-')}">${progress}</span>`}<span
      class="pill"
      >${action}</span
    >`;
  const why = causes.map(
    ({ stage, output }) => html`<p class="cause">because of output <code>${output}</code> of ${links.to(stage)}</p>`,
  );
  const where = source !== undefined && html`<p class="source">created in <code>${source}</code></p>`;
  const body = html`${why}${where}${own.length > 0 && argumentsHtml(own, action)}`;
  return own.length === 0 && source === undefined
    ? html`<li class="change a-${action}">
        <div class="row">${heading}</div>
        ${why}
      </li>`
    : html`<li class="change a-${action}">
        <details>
          <summary>${heading}</summary>
          <div class="inner">${body}</div>
        </details>
      </li>`;
}

function argumentsHtml(all: readonly PageArgument[], action: string): Html {
  const isNew = action === 'create';
  const rows = all.map((each) => {
    const { name, before, isSensitive, forcesReplacement } = each;
    const was =
      isSensitive === true
        ? html`<i>sensitive</i>`
        : before === undefined
          ? html`<i>none</i>`
          : html`<code>${before}</code>`;
    return html`<tr>
      <th scope="row">
        <code>${name}</code>${forcesReplacement === true && html` <span class="pill forces">forces replacement</span>`}
      </th>
      ${!isNew && html`<td class="was">${was}</td>`}
      <td class="is">${afterHtml(each)}</td>
    </tr>`;
  });
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Argument</th>
        ${!isNew && html`<th scope="col">Now</th>`}
        <th scope="col">${isNew ? 'Value' : 'Then'}</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

function afterHtml({ after, isSensitive, isUnknown }: PageArgument): Html {
  if (isSensitive === true) {
    return html`<i>sensitive</i>`;
  }
  return isUnknown === true
    ? html`<i>known after apply</i>`
    : after === undefined
      ? html`<i>none</i>`
      : html`<code>${after}</code>`;
}
