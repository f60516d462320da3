import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { count } from '../host/count';
import { graphData, graphSvg, legendHtml } from './graph-svg';
import { Html, html, scriptJson } from './html';
import { countKinds, KINDS } from './kinds';
import { lanesSvg } from './lanes-svg';
import { type Page, type PageAlert, type PageStage } from './page';
import { layOut, type PageGraph } from './page-graph';
import { stageHtml, StageLinks } from './stage-html';

/** Files of the page that run in a browser. They are scripts of one scope, in this order. */
const SCRIPTS = ['view.js', 'boxes.js', 'list.js', 'start.js'] as const;

/**
 * A page as one file of HTML, which loads nothing. Its own script and style are allowed by their digests, and nothing else is; what others wrote is
 * text in it. Without the script, the drawing, the times and the list of all changes are there.
 */
export async function pageHtml(page: Page): Promise<string> {
  const graph = await layOut(page.stages);
  const style = asset('page.css');
  const script = SCRIPTS.map(asset).join('\n');
  const policy = [
    "default-src 'none'",
    `script-src '${digestOf(script)}'`,
    `style-src '${digestOf(style)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  // What is between the tags has to be what the digests are of.
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    '<link rel="icon" href="data:,">',
    html`<title>${page.title}: ${page.outcome}</title>`.markup,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    headHtml(page).markup,
    html`<main>
      ${page.alerts.map((alert) => alertHtml(alert, page.stages))} ${page.stages.length > 0 && bodyHtml(page, graph)}
    </main>`.markup,
    footHtml(page).markup,
    `<script type="application/json" id="data">${scriptJson(graphData(graph))}</script>`,
    `<script>${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function headHtml({ title, outcome, isFailed, facts, stages, cost }: Page): Html {
  const counts = countKinds(stages).map(
    ([kind, number]) =>
      html`<li>
        <button type="button" class="chip k-${kind}" data-kind="${kind}" aria-pressed="false">
          <span class="sign" aria-hidden="true">${KINDS[kind].sign}</span><b>${number}</b> ${KINDS[kind].label}
        </button>
      </li>`,
  );
  const money =
    cost !== undefined &&
    html`<div class="cost">
      <h2>Monthly cost</h2>
      <p>
        <span class="was">${cost.before}</span>&#32;<span aria-hidden="true">→</span
        ><span class="hidden"> then </span>&#32;<b>${cost.after}</b>
      </p>
      <p class="change">${cost.change}${cost.note !== undefined && html`<small>${cost.note}</small>`}</p>
    </div>`;
  return html`<header>
    <div class="heading">
      <h1>${title}</h1>
      <p class="${isFailed ? 'outcome bad' : 'outcome'}">${outcome}</p>
      <dl>
        ${facts.map(
          ({ name, value }) =>
            html`<div>
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>
    </div>
    ${money}${
      counts.length > 0 &&
      html`<ul class="chips" aria-label="Stages by what happens to them">
        ${counts}
      </ul>`
    }
  </header>`;
}

function alertHtml({ title, tone, items }: PageAlert, stages: readonly PageStage[]): Html {
  const links = new StageLinks(stages);
  const list = items.map(
    ({ text, detail, stage }) =>
      html`<li>
        ${stage !== undefined && html`${links.to(stage)}: `}${text}${detail !== undefined && html`<span class="detail">${detail}</span>`}
      </li>`,
  );
  const fold = items.length > 8;
  const body = fold
    ? html`<details>
        <summary>${count(items.length, 'item')}</summary>
        <ul>
          ${list}
        </ul>
      </details>`
    : html`<ul>
        ${list}
      </ul>`;
  return html`<section class="alert ${tone}">
    <h2>${title}</h2>
    ${body}
  </section>`;
}

function bodyHtml(page: Page, graph: PageGraph): Html {
  const { stages, spans = [], command } = page;
  const links = new StageLinks(stages);
  const all = stages.map((stage, index) => ({ stage, index, urgency: urgencyOf(stage) }));
  const loud = all.filter(({ stage }) => !KINDS[stage.kind].isQuiet).sort((a, b) => b.urgency - a.urgency);
  const quiet = all.filter(({ stage }) => KINDS[stage.kind].isQuiet);
  const list = (some: typeof loud) => some.map(({ stage, index }) => stageHtml(stage, index, links));
  const labels = countKinds(quiet.map(({ stage }) => stage)).map(([kind]) => KINDS[kind].label);
  const rest =
    quiet.length === 0
      ? undefined
      : html`<details class="quiet" id="quiet" ${loud.length === 0 && new Html(' open')}>
          <summary>${`${count(quiet.length, 'stage')} ${labels.join(' or ')}`}</summary>
          ${list(quiet)}
        </details>`;
  const hasPlans = command !== 'plan' && spans.some(({ doing }) => doing === 'plan');
  const times =
    spans.length > 0 &&
    html`<section id="times" aria-labelledby="times-title">
      <h2 id="times-title">Timeline</h2>
      <div class="pane">${lanesSvg(spans, stages, command)}</div>
      ${hasPlans && html`<p class="hint">Lighter bars are plans.</p>`}
    </section>`;
  const heading = stages.some(({ changes }) => changes.length > 0) ? 'Changes by stage' : 'Stages';
  return html`<div class="columns">
    <div class="pictures">
      <div class="tabs" role="tablist" aria-label="Pictures" hidden>
        <button type="button" role="tab" id="tab-drawing" aria-controls="drawing" aria-selected="true">Graph</button
        >${spans.length > 0 && html`<button type="button" role="tab" id="tab-times" aria-controls="times" aria-selected="false" tabindex="-1">Timeline</button>`}
      </div>
      <section id="drawing" aria-labelledby="drawing-title">
        <h2 id="drawing-title">Graph</h2>
        <div class="pane">
          ${toolsHtml(graph)}
          <div id="canvas">${graphSvg(graph, stages)}</div>
        </div>
        ${legendHtml(stages)}
        <p class="hint scripted">
          Drag to move, Ctrl and wheel to zoom. In the graph: arrow keys go from stage to stage, Enter opens, + − 0
          zoom.
        </p>
      </section>
      ${times}
    </div>
    <section class="list" aria-labelledby="list-title">
      <div class="bar-top">
        <h2 id="list-title">${heading}</h2>
        <div class="scripted search">
          <label class="hidden" for="filter">Filter stages and changes</label
          ><input id="filter" type="search" placeholder="Filter" autocomplete="off" spellcheck="false" />
        </div>
        <div class="scripted buttons">
          <button type="button" id="open-all">Open all</button><button type="button" id="close-all">Close all</button>
        </div>
      </div>
      <p id="found" class="hint" role="status"></p>
      ${list(loud)}${rest}
    </section>
  </div>`;
}

/** Rank of a stage in the list: the loss of data is first, then failures. */
function urgencyOf({ kind, changes }: PageStage): number {
  return changes.some(({ losesData }) => losesData === true) ? 2 : kind === 'failed' ? 1 : 0;
}

function toolsHtml({ boxes }: PageGraph): Html {
  const groups = boxes.some(({ open }) => open !== undefined);
  return html`<div class="tools scripted" role="toolbar" aria-label="Graph">
    ${groups && html`<button type="button" id="groups" aria-pressed="false">Open groups</button>`}<button
      type="button"
      id="zoom-out"
      aria-label="Zoom out"
    >
      −</button
    ><button type="button" id="zoom-in" aria-label="Zoom in">+</button><button type="button" id="fit">Fit</button>
  </div>`;
}

function footHtml({ facts }: Page): Html {
  const version = facts.find(({ name }) => name === 'azstage')?.value;
  return html`<footer>
    <p>Written by azstage ${version}. Values that Terraform or the app know as sensitive are hidden.</p>
  </footer>`;
}

function asset(name: string): string {
  return fs.readFileSync(path.join(__dirname, 'browser', name), 'utf8').trim();
}

function digestOf(text: string): string {
  return `sha256-${crypto.createHash('sha256').update(text).digest('base64')}`;
}
