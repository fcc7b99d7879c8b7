"""Running Kokoro's graph: alone on every core, or for several sentences at a time on one core each.

Sentences side by side make a story about a seventh faster than one after another on all cores; a sentence that
is alone takes little more than half the time on two. Both give the same samples.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from narrator.errors import EngineMissing, SpeechError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RATE_HZ = 24_000
ERRORS_ONLY = 3
M_MMAP_THRESHOLD = -3
"""Of malloc.h: the size from which a block is mapped by itself."""
LARGE_BYTES = 1 << 20


class Sessions:
    """The graph, loaded when first needed.

    Args:
        find: Gives the graph's file.
        cores: How many a sentence that is alone gets.
    """

    def __init__(self, find: Callable[[], Path], cores: int) -> None:
        self._find = find
        self._cores = cores
        self._turn = threading.Lock()
        self._loading = threading.Lock()
        self._company = False
        self._alone: Any = None
        self._shared: Any = None

    def run(self, numbers: Sequence[int], style: NDArray[np.float32], speed: float) -> NDArray[np.float32]:
        """Samples for a sentence, from −1 to 1; called from any number of threads.

        The first sentence is heard soonest: others wait for it. Once there are others, all share the cores.
        """
        if not self._company and self._turn.acquire(blocking=False):
            try:
                return _run(self._load_alone(), numbers, style, speed)
            finally:
                self._turn.release()
        self._company = True
        with self._turn:
            if self._shared is None:
                self._alone = None
                self._shared = load_graph(self._find(), 1)
        return _run(self._shared, numbers, style, speed)

    def warm(self) -> None:
        """Load the graph now; what goes wrong, ``run`` will say."""
        with contextlib.suppress(Exception):
            self._load_alone()

    def _load_alone(self) -> Any:
        with self._loading:
            if self._alone is None and self._shared is None:
                self._alone = load_graph(self._find(), self._cores)
            return self._alone


@functools.cache
def _return_large_blocks() -> None:
    """Have what is freed of large blocks given back to the system at once, where the C library can (glibc)."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, LARGE_BYTES)


def _run(session: Any, numbers: Sequence[int], style: NDArray[np.float32], speed: float) -> NDArray[np.float32]:
    import numpy as np

    tokens = np.array([[0, *numbers, 0]], np.int64)
    values = (tokens, style, np.array([speed], np.float32))
    names = [entry.name for entry in session.get_inputs()]
    options = _runtime().RunOptions()
    options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    samples: NDArray[np.float32] = session.run(None, dict(zip(names, values, strict=True)), options)[0].ravel()
    return samples


def load_graph(path: Path, threads: int) -> Any:
    """A session with an optimized graph.

    Raises:
        SpeechError: onnxruntime cannot load it.
    """
    _return_large_blocks()
    options = _options(threads)
    options.graph_optimization_level = _runtime().GraphOptimizationLevel.ORT_DISABLE_ALL
    return _session(path, options)


def write_graph(model: Path, target: Path, weights: str) -> None:
    """Optimize a model for this machine and write it, its weights in a file beside it.

    Raises:
        SpeechError: onnxruntime cannot load the model, or cannot write.
    """
    options = _options(1)
    options.optimized_model_filepath = str(target)
    options.add_session_config_entry("session.optimized_model_external_initializers_file_name", weights)
    options.add_session_config_entry("session.optimized_model_external_initializers_min_size_in_bytes", "1024")
    _session(model, options)


def _options(threads: int) -> Any:
    """Arena on, emptied after each sentence: two long ones at once need 400 MB, and then nobody does.

    No plan of memory, which would be kept for every length of sentence; no busy waiting.
    """
    options = _runtime().SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.enable_mem_pattern = False
    options.log_severity_level = ERRORS_ONLY
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options


def _session(path: Path, options: Any) -> Any:
    try:
        return _runtime().InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise SpeechError(
            f"onnxruntime cannot load or keep Kokoro's model: {error}",
            "Make room in the cache folder (200 MB), or mend model in the card.",
        ) from error


def _runtime() -> Any:
    try:
        import onnxruntime
    except ImportError as error:
        raise EngineMissing(f"onnxruntime cannot be imported: {error}", "pip install onnxruntime") from error
    return onnxruntime
