"""Makes the ONNX files beside it, and what onnxruntime says of some rows.

pip install scikit-learn skl2onnx onnx onnxruntime lightgbm xgboost onnxmltools
python make.py
"""
import json
import warnings
from pathlib import Path

import lightgbm
import numpy as np
import onnx
import onnxmltools
import onnxruntime
import pandas as pd
import xgboost
from onnx import TensorProto, helper, numpy_helper
from onnxmltools.convert.common.data_types import FloatTensorType as MlFloat
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingClassifier, GradientBoostingRegressor, RandomForestClassifier, RandomForestRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, StandardScaler
from sklearn.tree import DecisionTreeClassifier

warnings.filterwarnings("ignore")
here = Path(__file__).parent
random = np.random.default_rng(1)
X = (random.normal(size=(400, 3)) * [1, 5, 100] + [0, 2, 30]).astype(np.float32)
holes = X.copy()
holes[random.random(X.shape) < 0.1] = np.nan
score = X[:, 0] + X[:, 1] / 5 + random.normal(size=400)
y = (score > 0.4).astype(int)
three = np.digitize(score, [-0.5, 1])
z = X[:, 0] * 2 - 5 + X[:, 2] / 50 + random.normal(size=400)
city = np.where(X[:, 1] > 2, "Taipei", np.where(X[:, 2] > 0, "Tainan", "高雄"))
plain = {"zipmap": False}


def sk(model, data, target, **options):
    return to_onnx(model.fit(data, target), X[:1], target_opset=17, **({"options": options} if options else {}))


frame = pd.DataFrame({"a": holes[:, 0], "b": holes[:, 1], "c": holes[:, 2], "city": city})
mixed = Pipeline([
    ("columns", ColumnTransformer([
        ("numbers", Pipeline([("fill", SimpleImputer()), ("scale", StandardScaler())]), ["a", "b", "c"]),
        ("texts", OneHotEncoder(handle_unknown="ignore"), ["city"]),
    ])),
    ("model", LogisticRegression()),
]).fit(frame, y)
single = FloatTensorType([None, 1])


def graph(nodes, constants, outputs):
    inputs = [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, 3])]
    made = helper.make_graph(nodes, "g", inputs, [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs],
                             [numpy_helper.from_array(np.array(value, dtype=np.float32), name) for name, value in constants.items()])
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 1)], ir_version=8)


def turned():
    """Trees behind a scaler that turns the order round, with all four questions."""
    model = sk(make_pipeline(StandardScaler(), GradientBoostingRegressor(n_estimators=8, max_depth=3)), X, z)
    for node in model.graph.node:
        for attribute in node.attribute:
            if attribute.name == "scale":
                attribute.floats[:] = [-attribute.floats[0], *attribute.floats[1:]]
            if attribute.name == "nodes_modes":
                names, at = [b"BRANCH_LEQ", b"BRANCH_LT", b"BRANCH_GTE", b"BRANCH_GT"], 0
                for place, mode in enumerate(attribute.strings):
                    if mode != b"LEAF":
                        attribute.strings[place] = names[at % 4]
                        at += 1
            if attribute.name == "nodes_missing_value_tracks_true":
                attribute.ints[:] = [place % 2 for place in range(len(attribute.ints))]
    return model


models = {
    "logistic": sk(make_pipeline(StandardScaler(), LogisticRegression()), X, y, **plain),
    "imputed": sk(make_pipeline(SimpleImputer(), StandardScaler(), LogisticRegression()), holes, y, **plain),
    "imputed-trees": sk(make_pipeline(SimpleImputer(), StandardScaler(), GradientBoostingClassifier(n_estimators=6)), holes, y, **plain),
    "forest": sk(RandomForestClassifier(8, max_depth=4, random_state=1), X, y, **plain),
    "boosted": sk(GradientBoostingClassifier(n_estimators=12, random_state=1), X, y, **plain),
    "ridge": sk(make_pipeline(MinMaxScaler(), Ridge()), X, z),
    "boosted-value": sk(GradientBoostingRegressor(n_estimators=12, random_state=1), X, z),
    "forest-value": sk(RandomForestRegressor(6, max_depth=4, random_state=1), X, z),
    "turned": turned(),
    "mixed": to_onnx(mixed, initial_types=[("a", single), ("b", single), ("c", single), ("city", StringTensorType([None, 1]))], target_opset=17, options=plain),
    "lightgbm": onnxmltools.convert_lightgbm(lightgbm.LGBMClassifier(n_estimators=8, num_leaves=8, verbose=-1).fit(holes, y), initial_types=[("input", MlFloat([None, 3]))], zipmap=False),
    "lightgbm-value": onnxmltools.convert_lightgbm(lightgbm.LGBMRegressor(n_estimators=8, num_leaves=8, verbose=-1).fit(holes, z), initial_types=[("input", MlFloat([None, 3]))]),
    "xgboost": onnxmltools.convert_xgboost(xgboost.XGBClassifier(n_estimators=8, max_depth=3).fit(holes, y), initial_types=[("input", MlFloat([None, 3]))]),
    "xgboost-value": onnxmltools.convert_xgboost(xgboost.XGBRegressor(n_estimators=8, max_depth=3).fit(holes, z), initial_types=[("input", MlFloat([None, 3]))]),
    "gemm-sigmoid": graph([helper.make_node("Gemm", ["x", "w", "b"], ["s"], transB=1), helper.make_node("Sigmoid", ["s"], ["p"])], {"w": [[0.5, -0.25, 0.01]], "b": [0.125]}, ["p"]),
    "matmul-softmax": graph([helper.make_node("MatMul", ["x", "w"], ["m"]), helper.make_node("Add", ["m", "b"], ["s"]), helper.make_node("Softmax", ["s"], ["p"], axis=1)], {"w": [[0.5, -0.25], [0.1, 0.2], [0.01, 0.0]], "b": [0.125, -1]}, ["p"]),
}
refused = {
    "refused-network": sk(MLPClassifier((3,), max_iter=20), X, y, **plain),
    "refused-three-classes": sk(DecisionTreeClassifier(max_depth=3), X, three, **plain),
    "refused-doubles": to_onnx(LogisticRegression().fit(X.astype(np.float64), y), X[:1].astype(np.float64), target_opset=17, options=plain),
    "zipped": sk(DecisionTreeClassifier(max_depth=2), X, y),
}


def thresholds(model):
    return [(attribute.floats, {a.name: a for a in node.attribute}["nodes_featureids"].ints) for node in model.graph.node for attribute in node.attribute if attribute.name == "nodes_values"]


expected = {}
for name, model in models.items():
    data = model.SerializeToString()
    (here / f"{name}.onnx").write_bytes(data)
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    rows = [[float(number) for number in row] for row in (random.normal(size=(60, 3)) * [1.5, 7, 150] + [0, 2, 30])]
    # On a threshold, and where a double lies a hair beside it.
    for floats, features in thresholds(model):
        for value, feature in list(zip(floats, features))[:12]:
            for moved in (value, np.nextafter(np.float64(value), np.inf), np.nextafter(np.float64(value), -np.inf), value + np.spacing(np.float32(value)) / 2, value + np.spacing(np.float32(value)) * 0.51):
                row = list(rows[len(rows) % 60])
                row[feature] = float(moved)
                rows.append(row)
    rows += [[None if random.random() < 0.5 else number for number in row] for row in rows[:20]]
    array = np.array([[np.nan if number is None else number for number in row] for row in rows], dtype=np.float64).astype(np.float32)
    texts = [None] * len(rows)
    if name == "mixed":
        texts = [[None, "Taipei", "Tainan", "高雄", "Paris"][place % 5] for place in range(len(rows))]
        feed = {**{key: array[:, [place]] for place, key in enumerate("abc")}, "city": np.array([["" if text is None else text] for text in texts], dtype=object)}
    else:
        feed = {session.get_inputs()[0].name: array}
    outputs = {output.name: value for output, value in zip(session.get_outputs(), session.run(None, feed))}
    told = next(value for key, value in outputs.items() if value.dtype == np.float32)
    told = told.reshape(len(rows), -1)[:, -1]
    expected[name] = {"rows": [row + ([text] if name == "mixed" else []) for row, text in zip(rows, texts)], "results": [None if np.isnan(number) else float(number) for number in told]}
for name, model in refused.items():
    (here / f"{name}.onnx").write_bytes(model.SerializeToString())
(here / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, separators=(",", ":")).replace('"},', '"},\n').replace("},", "},\n") + "\n")
