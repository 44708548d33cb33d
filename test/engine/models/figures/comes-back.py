"""Writes comes-back.json: the probability of an order in the next days, summed up as the models define it.

    python comes-back.py

A customer with x repeat orders, the latest at tx, seen until T, orders again within t with the probability

    ∫∫ L(λ, ·, still ordering at T) P(an order within t) prior ÷ ∫∫ L(λ, ·) prior

over the rate λ of orders, Gamma(r, α), and over what ends them: BG/NBD the share p ~ Beta(a, b) after each repeat order,
Pareto/NBD the rate μ ~ Gamma(s, β). No closed form of the program is used: rates are summed over their logarithm, shares
over their logit, by the trapezoidal rule, which for such integrands is right to all digits that are compared.
"""

import json
from math import exp, expm1

STEP = 0.1
LOGITS = [STEP * step for step in range(-600, 600)]


def rates(shape, rate):
    """λ with its prior dλ but for a constant, from where only e^-37 of it is left out."""
    grid = [STEP * step for step in range(int(-37 / shape / STEP), 100)]
    return [(exp(u), exp(shape * u - rate * exp(u))) for u in grid if exp(u) * rate < 40]


def bg_nbd(r, alpha, a, b, x, tx, T, t):
    stays = leaves = 0.0
    for w in LOGITS:
        # p and 1 − p; the density of Beta(a, b) in the logit is p^a (1 − p)^b.
        p, q = 1 / (1 + exp(-w)), 1 / (1 + exp(w))
        density = p**a * q**b
        stays += q**x * density
        leaves += p * q ** (x - 1) * density if x > 0 else 0
    quiet = gone = again = 0.0
    for rate, weight in rates(r, alpha):
        quiet += weight * rate**x * exp(-rate * T)
        gone += weight * rate**x * exp(-rate * tx)
        again += weight * rate**x * exp(-rate * T) * -expm1(-rate * t)
    return stays * again / (stays * quiet + leaves * gone)


def pareto_nbd(r, alpha, s, beta, x, tx, T, t):
    again = seen = 0.0
    ends = rates(s, beta)
    for order, weight in rates(r, alpha):
        for end, other in ends:
            both = order + end
            here = weight * other * order**x
            again += here * exp(-both * T) * order / both * -expm1(-both * t)
            # Still there at T, or gone at some time between tx and T.
            seen += here * (exp(-both * T) + end / both * (exp(-both * tx) - exp(-both * T)))
    return again / seen


CUSTOMERS = [(0, 0, 38.86), (2, 30.43, 38.86), (1, 1.71, 38.86), (7, 29.43, 38.86), (0, 0, 3.0), (4, 10.0, 12.5)]
BG = dict(r=0.243, alpha=4.414, a=0.793, b=2.426)
PARETO = [dict(r=0.553, alpha=10.578, s=0.606, beta=11.669), dict(r=1.4, alpha=20, s=2.2, beta=9)]
cases = []
for ahead in (4, 39):
    for x, tx, T in CUSTOMERS:
        own = {"x": x, "tx": tx, "T": T, "ahead": ahead}
        for model, parameters, find in [("BG/NBD", BG, bg_nbd), *[("Pareto/NBD", each, pareto_nbd) for each in PARETO]]:
            found = find(**parameters, x=x, tx=tx, T=T, t=ahead)
            cases.append({"parameters": {"model": model, **parameters}, **own, "comesBack": found})
with open("comes-back.json", "w") as file:
    json.dump(cases, file, indent=2)
    file.write("\n")
