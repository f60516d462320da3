/** Kind of what happens to a stage; the most severe one of its changes. */
export type PageKind =
  | 'destroy'
  | 'replace'
  | 'change'
  | 'create'
  | 'failed'
  | 'blocked'
  /** Its turn did not come. */
  | 'skipped'
  | 'drifted'
  | 'unchanged'
  | 'deployed'
  | 'absent'
  /** Its state cannot be read. */
  | 'unknown';

/** Severity of a section of the page. */
export type PageTone = 'bad' | 'warning' | 'neutral';

/** Name with its value. */
export interface PageFact {
  readonly name: string;
  readonly value: string;
}

/** Change of an argument, for readers. */
export interface PageArgument {
  readonly name: string;
  /** @default there is none, or it is hidden */
  readonly before?: string;
  /** @default there is none, or it is hidden */
  readonly after?: string;
  readonly isSensitive?: boolean;
  readonly isUnknown?: boolean;
  readonly forcesReplacement?: boolean;
}

/** Change of a resource. */
export interface PageChange {
  /** `create`, `update`, `replace`, `delete` and so on. */
  readonly action: string;
  readonly address: string;
  readonly constructPath?: string;
  readonly source?: string;
  /** Outputs of other stages that cause it. @default none */
  readonly causes?: readonly { readonly stage: string; readonly output: string }[];
  /** @default false */
  readonly losesData?: boolean;
  /** Progress of the apply: `done`, `failed` or `not reached`. @default nothing was applied */
  readonly progress?: string;
  /** @default none are known */
  readonly arguments?: readonly PageArgument[];
}

/** Line of a section. */
export interface PageItem {
  readonly text: string;
  /** Text below it, of several lines. @default none */
  readonly detail?: string;
}

/** List with a heading, such as the errors of a stage. */
export interface PageSection {
  readonly title: string;
  readonly tone: PageTone;
  readonly items: readonly PageItem[];
}

/** Stage as the page shows it. */
export interface PageStage {
  readonly name: string;
  readonly title?: string;
  readonly kind: PageKind;
  /** Result in words: `planned`, `no changes`. */
  readonly result: string;
  readonly reason?: string;
  /** Numbers of its changes: `+2 ~1`. @default there are none */
  readonly tally?: string;
  /** Names of the stages that it needs. */
  readonly dependencies: readonly string[];
  /** Facts about it beside its changes: duration, cost, lifecycle. */
  readonly facts: readonly PageFact[];
  readonly changes: readonly PageChange[];
  readonly sections: readonly PageSection[];
}

/** Work on a stage, in milliseconds since the start of the run. */
export interface PageSpan {
  readonly stage: string;
  readonly doing: 'plan' | 'run';
  readonly from: number;
  readonly to: number;
}

/** Line of the overview that leads to a stage. */
export interface PageAlertItem extends PageItem {
  /** Name of the stage. @default it is of none */
  readonly stage?: string;
}

/** Part of the overview that needs attention. */
export interface PageAlert {
  readonly title: string;
  readonly tone: PageTone;
  readonly items: readonly PageAlertItem[];
}

/** Content of a page: texts are those of others, and are escaped where they are rendered. */
export interface Page {
  /** `azstage plan of shop` */
  readonly title: string;
  /** `2 to add, 0 to change, 1 to destroy` */
  readonly outcome: string;
  readonly isFailed: boolean;
  /** Environment, project, time and so on. */
  readonly facts: readonly PageFact[];
  /** Monthly cost. @default nothing is priced */
  readonly cost?: { readonly before: string; readonly after: string; readonly change: string; readonly note?: string };
  /** Parts that need attention, the most severe first. */
  readonly alerts: readonly PageAlert[];
  /** Stages, upstream first. */
  readonly stages: readonly PageStage[];
  /** Times of the stages. @default they are not known */
  readonly spans?: readonly PageSpan[];
  /** Command, which is the work of spans that are no plans: `deploy`. */
  readonly command: string;
}
