import "@xyflow/react/dist/style.css";
import { graphlib, layout } from "@dagrejs/dagre";
import { Background, Controls, Handle, Position, ReactFlow, type Edge, type Node, type NodeProps } from "@xyflow/react";
import { useMemo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useDictionary } from "../state/catalogue.tsx";
import { useSettings } from "../state/settings.ts";
import type { LineageNode, LineagePart } from "../state/lineage.ts";

type ShownNode = Node<{ readonly node: LineageNode; readonly chosen: boolean }, "thing">;

const WIDTH = 190;
const HEIGHT = 50;

/** The graph of a lineage, from left to right; a thing is chosen by a click or by Enter. */
export function LineageGraph({
  part,
  chosen,
  onChoose,
}: {
  readonly part: LineagePart;
  readonly chosen: string;
  readonly onChoose: (name: string) => void;
}): ReactNode {
  const { t } = useTranslation();
  useSettings((state) => state.theme);
  const { nodes, edges } = useMemo(() => placed(part, chosen), [part, chosen]);
  return (
    <div className="lineage">
      <ReactFlow
        key={chosen}
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        fitView
        minZoom={0.1}
        nodesDraggable={false}
        nodesConnectable={false}
        edgesFocusable={false}
        proOptions={{ hideAttribution: false }}
        colorMode={document.documentElement.dataset["theme"] === "dark" ? "dark" : "light"}
        onNodeClick={(_, node) => onChoose(node.id)}
        aria-label={t("lineage.graph")}
      >
        <Background />
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  );
}

function placed(part: LineagePart, chosen: string): { readonly nodes: ShownNode[]; readonly edges: Edge[] } {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: "LR", nodesep: 12, ranksep: 60 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { name } of part.nodes) graph.setNode(name, { width: WIDTH, height: HEIGHT });
  for (const { from, to } of part.edges) graph.setEdge(from, to);
  layout(graph);
  return {
    nodes: part.nodes.map((node): ShownNode => {
      const place = graph.node(node.name);
      return {
        id: node.name,
        type: "thing",
        position: { x: (place.x ?? 0) - WIDTH / 2, y: (place.y ?? 0) - HEIGHT / 2 },
        data: { node, chosen: node.name === chosen },
        sourcePosition: Position.Right,
        targetPosition: Position.Left,
      };
    }),
    edges: part.edges.map(({ from, to }) => ({ id: `${from}\n${to}`, source: from, target: to })),
  };
}

function Thing({ data: { node, chosen } }: NodeProps<ShownNode>): ReactNode {
  const { t } = useTranslation();
  const words = useDictionary();
  return (
    <div className={`lineage-node ${chosen ? "chosen" : ""}`} style={{ width: WIDTH }}>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      {node.kind === "field" ? words.fieldOf(node.record, node.field) : words.nameOf(node.name)}
      <span className="small">{node.kind === "field" ? words.nameOf(node.record) : t(`kind.${node.kind}`)}</span>
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </div>
  );
}

const nodeTypes = { thing: Thing };
