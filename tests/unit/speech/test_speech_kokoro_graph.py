"""Convolutions as products: the same figures as onnxruntime's own convolutions."""

import numpy as np
import pytest

from narrator.speech.engines.kokoro_graph import make, sums_bytes, write_products
from narrator.speech.engines.kokoro_model import GRAPH

onnx = pytest.importorskip("onnx", reason="the kokoro extra is not installed")
onnxruntime = pytest.importorskip("onnxruntime", reason="the kokoro extra is not installed")

INPUTS, OUTPUTS = 6, 4
only_where_exact = pytest.mark.skipif(
    not sums_bytes(),
    reason="this processor has no instructions for products of bytes; convolutions stay as they are",
)


def model(path, taps, *, step=1, pads=(0, 0), stride=1, with_bias=True, twice=False):
    """Quantized sound, convolved and scaled back, as the int8 export has it."""
    make, random = onnx.helper.make_node, np.random.default_rng(7)
    constants = {
        "weights": random.integers(0, 255, (OUTPUTS, INPUTS, taps)).astype(np.uint8),
        "weights_zero": np.array(127, np.uint8),
        "weights_scale": np.array(0.01, np.float32),
        "bias": random.normal(0, 1, OUTPUTS).astype(np.float32),
        "column": np.array([1, -1, 1], np.int64),
    }
    nodes = [
        make("DynamicQuantizeLinear", ["sound"], ["q", "q_scale", "q_zero"]),
        make("Mul", ["q_scale", "weights_scale"], ["scale"]),
        make("Div", ["bias", "scale"], ["bias_steps"]),
        make("Cast", ["bias_steps"], ["bias_whole"], to=onnx.TensorProto.INT32),
        make("Reshape", ["bias_whole", "column"], ["bias_column"]),
    ]
    for name in ("a", "b") if twice else ("a",):
        nodes.append(
            make(
                "ConvInteger",
                ["q", "weights", "q_zero", "weights_zero"],
                [f"{name}_sums"],
                name=name,
                kernel_shape=[taps],
                dilations=[step],
                pads=list(pads),
                strides=[stride],
            )
        )
        if with_bias:
            nodes.append(make("Add", [f"{name}_sums", "bias_column"], [f"{name}_biased"]))
        given = f"{name}_biased" if with_bias else f"{name}_sums"
        nodes.append(make("Cast", [given], [f"{name}_float"], to=onnx.TensorProto.FLOAT))
        nodes.append(make("Mul", [f"{name}_float", "scale"], [f"{name}_result"]))
    nodes.append(make("Add", ["a_result", "b_result" if twice else "a_result"], ["result"]))
    value = onnx.helper.make_tensor_value_info
    graph = onnx.helper.make_graph(
        nodes,
        "graph",
        [value("sound", onnx.TensorProto.FLOAT, [1, INPUTS, None])],
        [value("result", onnx.TensorProto.FLOAT, None)],
        [onnx.numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    whole = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)])
    whole.ir_version = 9
    onnx.save(whole, str(path))
    return path


def run(path):
    sound = np.random.default_rng(3).normal(0, 1, (1, INPUTS, 50)).astype(np.float32)
    return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"]).run(
        None, {"sound": sound}
    )[0]


def kinds(path):
    return {node.op_type for node in onnx.load(str(path)).graph.node}


@only_where_exact
@pytest.mark.parametrize(
    "shape",
    [
        {"taps": 1},
        {"taps": 3, "pads": (1, 1)},
        {"taps": 3, "pads": (2, 0), "with_bias": False},
        {"taps": 7, "step": 3, "pads": (9, 9)},
        {"taps": 5, "step": 2},
        {"taps": 3, "pads": (1, 1), "twice": True},
    ],
)
def test_product_gives_what_the_convolution_gives(shape, tmp_path):
    before = model(tmp_path / "model.onnx", **shape)
    assert write_products(before, tmp_path / "products.onnx") == (2 if shape.get("twice") else 1)
    assert "ConvInteger" not in kinds(tmp_path / "products.onnx")
    expected, given = run(before), run(tmp_path / "products.onnx")
    assert given.shape == expected.shape
    bias_step = 0.01 * 8 / 255  # the bias was rounded to whole steps of sound × weights, and no longer is
    assert np.abs(given - expected).max() < 2 * bias_step


def test_convolution_in_larger_steps_stays(tmp_path):
    before = model(tmp_path / "model.onnx", 3, stride=2)
    assert write_products(before, tmp_path / "products.onnx") == 0
    assert not (tmp_path / "products.onnx").exists()


@only_where_exact
def test_graph_is_made_with_products_and_nothing_else_is_left(tmp_path):
    (tmp_path / "made").mkdir()
    make(model(tmp_path / "model.onnx", 3), tmp_path / "made")
    assert sorted(path.name for path in (tmp_path / "made").iterdir()) == [
        GRAPH
    ]  # so small that its weights stand in it
    assert "ConvInteger" not in kinds(tmp_path / "made" / GRAPH)
