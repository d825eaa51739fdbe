/**
 * Nodes inside a graph as outputs of it, for tests that look between the modules.
 */
import type { Graph, OutputName } from '../model/graph';

/** The graph with the nodes of these modules as outputs besides its own, under their modules' paths. */
export function withNodes(graph: Graph, isWanted: (name: string) => boolean): [Graph, readonly OutputName[]] {
  const nodes = graph.nodes.filter(({ name }) => isWanted(name)).map(({ id, name }) => [name, id] as const);
  const named = { ...graph, outputs: { ...graph.outputs, ...Object.fromEntries(nodes) } };
  return [named, nodes.map(([name]) => name)];
}
