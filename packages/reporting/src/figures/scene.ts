import type { View } from 'vega';

/** What is read of a mark of Vega's scene graph (its own types leave most of it out). */
export interface SceneMark {
  marktype: string;
  role?: string;
  name?: string;
  clip?: unknown;
  items: SceneItem[];
}

/** A mark's item; groups hold further marks in `items`. */
export interface SceneItem {
  x?: number;
  y?: number;
  x2?: number;
  y2?: number;
  width?: number;
  height?: number;
  size?: number;
  shape?: string;
  angle?: number;
  cornerRadius?: number;
  fill?: unknown;
  stroke?: unknown;
  opacity?: number;
  defined?: boolean;
  datum?: unknown;
  bounds: Box;
  items?: SceneMark[];
  [attribute: string]: unknown;
}

export interface Box {
  x1: number;
  y1: number;
  x2: number;
  y2: number;
}

/** The frame that holds everything a view drew. */
export function frameOf(view: View): SceneItem {
  const { root } = view.scenegraph() as unknown as { root: SceneMark };
  return root.items[0]!;
}

export function unionOf(boxes: readonly Box[]): Box {
  return {
    x1: Math.min(...boxes.map(({ x1 }) => x1)),
    y1: Math.min(...boxes.map(({ y1 }) => y1)),
    x2: Math.max(...boxes.map(({ x2 }) => x2)),
    y2: Math.max(...boxes.map(({ y2 }) => y2)),
  };
}
