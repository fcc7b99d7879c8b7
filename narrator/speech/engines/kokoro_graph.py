"""Kokoro's convolutions as products of matrices, which onnxruntime multiplies faster.

ConvInteger unfolds the sound into the right side of a product, and packs that large side anew each time. Here
the sound is unfolded into the left side, time first, and the weights stand on the right, packed once when the
graph is loaded. The whole numbers are the same; a sentence takes about three quarters of the processor's time
(decision 0015). The weights become signed, which is exact only where the processor sums products of bytes in
32 bits.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from narrator.speech.engines.kokoro_model import GRAPH, WEIGHTS, processor
from narrator.speech.engines.kokoro_session import load_graph, write_graph

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def make(model: Path, folder: Path) -> None:
    """Write the graph for this machine and its weights into a folder, and see that it loads.

    Raises:
        SpeechError: onnxruntime cannot load the model, or cannot write.
        Exception: onnx cannot, as it says.
    """
    products = folder / "products.onnx"
    quick = sums_bytes() and write_products(model, products)
    write_graph(products if quick else model, folder / GRAPH, WEIGHTS)
    products.unlink(missing_ok=True)
    load_graph(folder / GRAPH, 1)


def sums_bytes() -> bool:
    """Whether the processor sums products of bytes in 32 bits; on others such sums may overflow."""
    return not {"avx512_vnni", "avx_vnni"}.isdisjoint(" ".join(processor()).split())


def write_products(model: Path, target: Path) -> int:
    """Write the model with its plain convolutions as products; the number of them, 0 if nothing was written.

    A plain convolution is a ConvInteger of quantized sound with constant weights, in one group, in steps of one
    sample, whose result is scaled back. Others stay as they are.

    Raises:
        Exception: onnx cannot read the model, or the target cannot be written.
    """
    import onnx

    whole = onnx.load(str(model))
    count = _Graph(whole.graph).multiply()
    if count:
        if "com.microsoft" not in {entry.domain for entry in whole.opset_import}:
            whole.opset_import.append(onnx.helper.make_opsetid("com.microsoft", 1))
        onnx.save(whole, str(target))
    return count


class _Graph:
    """A graph being rewritten: who makes and who takes each value, and the nodes that come and go."""

    def __init__(self, graph: Any) -> None:
        self._graph = graph
        self._constants = {entry.name: entry for entry in graph.initializer}
        self._makers = {name: node for node in graph.node for name in node.output}
        self._takers: dict[str, list[Any]] = {}
        for node in graph.node:
            for name in node.input:
                self._takers.setdefault(name, []).append(node)
        self._turned: set[str] = set()
        self._instead: dict[str, list[Any]] = {}
        """For a node that goes, by its result."""

    def multiply(self) -> int:
        """Replace every plain convolution, then drop what nothing needs any more; the number of them."""
        count = sum(self._replace(node) for node in self._graph.node if node.op_type == "ConvInteger")
        nodes = [other for node in self._graph.node for other in self._instead.get(node.output[0], [node])]
        nodes, needed = _needed(nodes, {entry.name for entry in self._graph.output})
        constants = [entry for name, entry in self._constants.items() if name in needed]
        del self._graph.node[:], self._graph.initializer[:]
        self._graph.node.extend(nodes)
        self._graph.initializer.extend(constants)
        return count

    def _replace(self, convolution: Any) -> bool:
        from onnx.helper import make_node

        weights = self._weights(convolution)
        quantized = self._makers.get(convolution.input[0])
        end = self._end(convolution)
        if weights is None or end is None or quantized is None or quantized.op_type != "DynamicQuantizeLinear":
            return False
        result, scale, bias = end
        values, scale_of_sound, zero = quantized.output
        name, (outputs, inputs, taps) = convolution.name, weights.shape
        nodes, sound = self._turn(values), f"{values}/turned"
        before, after = _option(convolution, "pads", [0, 0])
        if before or after:
            pads = self._constant(f"{name}/pads", _whole_numbers([0, before, 0, 0, after, 0]))
            nodes.append(make_node("Pad", [sound, pads, zero], [f"{name}/padded"]))
            sound = f"{name}/padded"
        if taps > 1:
            step = _option(convolution, "dilations", [1])[0]
            nodes += self._unfold(sound, name, [tap * step for tap in range(taps)], inputs)
            sound = f"{name}/taps"
        matrix = self._constant(f"{name}/matrix", weights.transpose(2, 1, 0).reshape(taps * inputs, outputs))
        signed = self._constant("taps/signed", weights.dtype.type(0))
        product = [sound, matrix, scale_of_sound, scale, zero, signed]
        if bias is not None:
            product.append(self._constant(f"{name}/bias", bias))
        nodes.append(
            make_node("MatMulIntegerToFloat", product, [f"{name}/product"], domain="com.microsoft", name=name)
        )
        nodes.append(make_node("Transpose", [f"{name}/product"], [result], perm=[0, 2, 1]))
        self._instead[convolution.output[0]], self._instead[result] = nodes, []
        return True

    def _weights(self, convolution: Any) -> NDArray[np.int8] | None:
        """Signed weights (outputs, inputs, taps) of a plain convolution; None for another."""
        import numpy as np
        from onnx.numpy_helper import to_array

        if len(convolution.input) < 4 or not self._constants.keys() >= {
            convolution.input[1],
            convolution.input[3],
        }:
            return None
        weights, zero = (to_array(self._constants[convolution.input[index]]) for index in (1, 3))
        if weights.ndim != 3 or zero.size != 1:
            return None
        if _option(convolution, "group", 1) != 1 or _option(convolution, "strides", [1]) != [1]:
            return None
        signed = weights.astype(np.int16) - zero.astype(np.int16).ravel()
        return signed.astype(np.int8) if signed.min() >= -128 and signed.max() <= 127 else None

    def _end(self, convolution: Any) -> tuple[str, str, NDArray[np.float32] | None] | None:
        """The result once scaled back, the scale of the weights, and the bias, which was a whole number."""
        from onnx.numpy_helper import to_array

        node, bias = self._only_taker(convolution), None
        if node is not None and node.op_type == "Add":
            maker = self._makers.get(_other(node, convolution.output[0]))
            while maker is not None and maker.op_type in ("Reshape", "Cast", "Floor", "Round"):
                maker = self._makers.get(maker.input[0])
            if maker is None or maker.op_type != "Div" or maker.input[0] not in self._constants:
                return None
            bias = to_array(self._constants[maker.input[0]]).ravel()
            node = self._only_taker(node)
        if node is None or node.op_type != "Cast":
            return None
        whole, node = node.output[0], self._only_taker(node)
        if node is None or node.op_type != "Mul":
            return None
        scales = self._makers.get(_other(node, whole))
        constant = [name for name in scales.input if name in self._constants] if scales is not None else []
        return (node.output[0], constant[0], bias) if len(constant) == 1 else None

    def _only_taker(self, node: Any) -> Any:
        takers = self._takers.get(node.output[0], [])
        return takers[0] if len(takers) == 1 else None

    def _turn(self, values: str) -> list[Any]:
        """The nodes that put time first; none where another convolution of the same sound has done it."""
        from onnx.helper import make_node

        if values in self._turned:
            return []
        self._turned.add(values)
        return [make_node("Transpose", [values], [f"{values}/turned"], perm=[0, 2, 1])]

    def _unfold(self, sound: str, name: str, offsets: list[int], inputs: int) -> list[Any]:
        """The nodes that put side by side what all taps see at a time: (1, times, taps × inputs).

        Slices, put together, would be a little quicker, but take that much memory again.
        """
        from onnx.helper import make_node

        inputs_each = self._constant(f"taps/{inputs} inputs", _whole_numbers(inputs))
        last = self._constant(f"taps/last {offsets[-1]}", _whole_numbers(offsets[-1]))
        start, one = (self._constant(f"taps/{number}", _whole_numbers(number)) for number in (0, 1))
        column = self._constant("taps/column", _whole_numbers([-1, 1]))
        row = self._constant(f"taps/row {offsets}", _whole_numbers([offsets]))
        shape = self._constant(
            f"taps/{len(offsets)} of {inputs}", _whole_numbers([1, -1, len(offsets) * inputs])
        )
        return [
            make_node("Size", [sound], [f"{name}/size"]),
            make_node("Div", [f"{name}/size", inputs_each], [f"{name}/length"]),
            make_node("Sub", [f"{name}/length", last], [f"{name}/times"]),
            make_node("Range", [start, f"{name}/times", one], [f"{name}/starts"]),
            make_node("Reshape", [f"{name}/starts", column], [f"{name}/column"]),
            make_node("Add", [f"{name}/column", row], [f"{name}/where"]),
            make_node("Gather", [sound, f"{name}/where"], [f"{name}/gathered"], axis=1),
            make_node("Reshape", [f"{name}/gathered", shape], [f"{name}/taps"]),
        ]

    def _constant(self, name: str, values: Any) -> str:
        import numpy as np
        from onnx.numpy_helper import from_array

        if name not in self._constants:
            self._constants[name] = from_array(np.ascontiguousarray(values).reshape(np.shape(values)), name)
        return name


def _needed(nodes: list[Any], results: Iterable[str]) -> tuple[list[Any], set[str]]:
    """The nodes that lead to the results, in order, and the names that they take."""
    needed, kept = set(results), []
    for node in reversed(nodes):
        if needed.intersection(node.output):
            kept.append(node)
            needed.update(node.input)
    return kept[::-1], needed


def _option(node: Any, name: str, default: Any) -> Any:
    from onnx.helper import get_attribute_value

    return next((get_attribute_value(entry) for entry in node.attribute if entry.name == name), default)


def _other(node: Any, name: str) -> str:
    return next(str(other) for other in node.input if other != name)


def _whole_numbers(values: Any) -> NDArray[np.int64]:
    import numpy as np

    return np.array(values, np.int64)


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]))
