import { expect, test } from 'vitest';
import { importsOf } from './imports.ts';
import { codeFiles } from './tracked-files.ts';

/**
 * Proves that no file imports itself by way of others, types included: each file can be read, tested and moved with
 * what it builds on alone. Circles are the strongly connected components of the graph of imports (Tarjan, 1972).
 */

/** The circles of a graph, each in alphabetical order. @param edges the nodes that a node points at */
function circlesOf(nodes: readonly string[], edges: (node: string) => readonly string[]): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];
  const visit = (node: string): number => {
    const number = order.size;
    order.set(node, number);
    lowest.set(node, number);
    open.push(node);
    for (const next of edges(node)) {
      const seen = order.get(next);
      if (seen === undefined) lowest.set(node, Math.min(lowest.get(node) ?? number, visit(next)));
      else if (open.includes(next)) lowest.set(node, Math.min(lowest.get(node) ?? number, seen));
    }
    if (lowest.get(node) === number) {
      const component = open.splice(open.indexOf(node));
      if (component.length > 1 || edges(node).includes(node)) circles.push(component.sort());
    }
    return lowest.get(node) ?? number;
  };
  for (const node of nodes) if (!order.has(node)) visit(node);
  return circles;
}

test('no file imports itself by way of others; put what both need, such as an interface, into a file of its own', () => {
  const files = new Set(codeFiles);
  expect(circlesOf(codeFiles, (path) => importsOf(path).filter((target) => files.has(target)))).toEqual([]);
});

test.each([
  ['a line', { a: ['b'], b: ['c'], c: [] }, []],
  ['two ways to one file', { a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }, []],
  ['two files', { a: ['b'], b: ['a'] }, [['a', 'b']]],
  ['a file alone', { a: ['a'] }, [['a']]],
  ['three files, and one that points at them', { a: ['b'], b: ['c'], c: ['d'], d: ['b'] }, [['b', 'c', 'd']]],
  [
    'two circles that touch only one way',
    { a: ['b'], b: ['a', 'c'], c: ['d'], d: ['c'] },
    [
      ['c', 'd'],
      ['a', 'b'],
    ],
  ],
])('circles are found: %s', (_name, graph: Record<string, readonly string[]>, circles) => {
  expect(circlesOf(Object.keys(graph), (node) => graph[node] ?? [])).toEqual(circles);
});
