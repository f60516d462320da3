/** A stage in the flowchart of a page. */
export interface FlowchartStage {
  readonly name: string;
  /** Names of the stages that it needs. */
  readonly dependencies: readonly string[];
}

/** The stages of a Mermaid flowchart with boxes (`a["stage-a"]`) and arrows (`a & b --> c`), in its order. */
export function stagesOfFlowchart(text: string): FlowchartStage[] {
  const names = new Map([...text.matchAll(/(\w+)\[\(?"([\w-]+)"\)?\]/g)].map(([, id = '', name = '']) => [id, name]));
  const arrows = [...text.matchAll(/^ *(\w+(?: & \w+)*) --> (\w+)$/gm)].map(([, from = '', to = '']) => ({ from, to }));
  return [...names].map(([id, name]) => {
    const needed = arrows.filter(({ to }) => to === id).flatMap(({ from }) => from.split(' & '));
    return { name, dependencies: needed.map((each) => names.get(each) ?? each) };
  });
}
