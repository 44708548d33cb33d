"""Writes lifetimes.json and orders.csv: made-up customers and what an independent computation finds in them.

    pip install numpy scipy mpmath
    python lifetimes.py

Frequent buyers are drawn by the story of the Pareto/NBD. Its likelihood is integrated here as it is defined,

    L = Γ(r+x)/Γ(r) α^r β^s [ (α+T)^-(r+x) (β+T)^-s + s ∫_tx^T (α+y)^-(r+x) (β+y)^-(s+1) dy ],

by Gauss-Legendre quadrature for the search, and once more by mpmath with 40 digits at what was found.
The orders of `orders.csv` have zeros and refunds; BG/NBD (Fader, Hardie, Lee 2005) and Gamma-Gamma (Fader, Hardie 2013)
are fitted to them with scipy.
"""

import json
from datetime import datetime, timedelta

import mpmath
import numpy as np
from scipy.optimize import minimize
from scipy.special import betaln, gammaln

random = np.random.default_rng(1987)
NODES, WEIGHTS = np.polynomial.legendre.leggauss(300)
NODES, WEIGHTS = (NODES + 1) / 2, WEIGHTS / 2


def pareto_customers(count, r, alpha, s, beta):
    found = []
    for _ in range(count):
        rate, leaving = random.gamma(r, 1 / alpha), random.gamma(s, 1 / beta)
        T = random.uniform(500, 1000)
        end = min(T, random.exponential(1 / leaving))
        x, tx, time = 0, 0.0, random.exponential(1 / rate)
        while time <= end:
            x, tx = x + 1, time
            time += random.exponential(1 / rate)
        found.append((x, round(tx, 3), round(T, 3)))
    return found


def pareto_likelihood(parameters, x, tx, T):
    r, alpha, s, beta = parameters
    stays = -(r + x) * np.log(alpha + T) - s * np.log(beta + T)
    # y = tx + (T - tx) u^6: most of the integral lies near tx.
    y = tx[:, None] + (T - tx)[:, None] * NODES**6
    inside = -(r + x)[:, None] * np.log(alpha + y) - (s + 1) * np.log(beta + y)
    inside = inside + np.log((T - tx)[:, None] * 6 * NODES**5 * WEIGHTS)
    most = np.maximum(inside.max(axis=1), stays)
    leaves = s * np.exp(inside - most[:, None]).sum(axis=1)
    common = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
    return (common + most + np.log(np.exp(stays - most) + leaves)).sum()


def pareto_exact(parameters, customers):
    mpmath.mp.dps = 40
    r, alpha, s, beta = (mpmath.mpf(float(value)) for value in parameters)
    total, alive = mpmath.mpf(0), []
    for x, tx, T in customers:
        inside = lambda y: (alpha + y) ** (-(r + x)) * (beta + y) ** (-(s + 1))
        width, at, points = (alpha + tx) / (r + x), mpmath.mpf(tx), []
        while at < T:
            points.append(at)
            at, width = at + 4 * width, 2 * width
        leaves = s * mpmath.quad(inside, [*points, mpmath.mpf(T)])
        stays = (alpha + T) ** (-(r + x)) * (beta + T) ** (-s)
        common = mpmath.loggamma(r + x) - mpmath.loggamma(r) + r * mpmath.log(alpha) + s * mpmath.log(beta)
        total += common + mpmath.log(stays + leaves)
        alive.append(float(stays / (stays + leaves)))
    return float(total), alive


def least(f, start):
    options = {"xatol": 1e-11, "fatol": 1e-11, "maxiter": 20000, "maxfev": 20000, "adaptive": True}
    found = minimize(f, start, method="Nelder-Mead", options=options)
    for _ in range(4):
        found = minimize(f, found.x, method="Nelder-Mead", options=options)
    return np.exp(found.x)


def frequent_buyers():
    customers = pareto_customers(400, 1.2, 4.0, 0.6, 200.0)
    x, tx, T = (np.array(column, dtype=float) for column in zip(*customers))
    parameters = least(lambda at: -pareto_likelihood(np.exp(at), x, tx, T), np.log([1, 5, 1, 100]))
    exact, alive = pareto_exact(parameters, customers)
    assert abs(exact - pareto_likelihood(parameters, x, tx, T)) < 1e-6
    return {
        "customers": customers,
        "parameters": dict(zip(("r", "alpha", "s", "beta"), map(float, parameters))),
        "likelihood": exact,
        "alive": alive[:20],
    }


def bg_likelihood(parameters, x, tx, T):
    r, alpha, a, b = parameters
    common = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    stays = betaln(a, b + x) - betaln(a, b) - (r + x) * np.log(alpha + T)
    leaves = np.where(
        x > 0, betaln(a + 1, b + np.maximum(x, 1) - 1) - betaln(a, b) - (r + x) * np.log(alpha + tx), -np.inf
    )
    return (common + np.logaddexp(stays, leaves)).sum()


def gamma_gamma_likelihood(parameters, x, average):
    p, q, v = parameters
    return (
        gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * np.log(v)
        + (p * x - 1) * np.log(average) + p * x * np.log(x) - (p * x + q) * np.log(v + average * x)
    ).sum()


def orders_with_refunds():
    """Purchases of about 75, half of the customers send everything but the first back; gifts cost nothing."""
    begin, end = datetime(2025, 1, 1), datetime(2026, 1, 1)
    lines, histories, kept = [], [], 0
    add = lambda customer, at, amount: lines.append(
        f"o{len(lines)},c{customer:03},{at:%Y-%m-%dT%H:%M:%S}Z,{amount:.2f}"
    )
    repeats, returned = 0, 0
    for customer in range(160):
        mean, rate = 75 * random.gamma(6, 1 / 6), random.gamma(2, 1 / 60)
        leaving = random.beta(1.2, 6)
        returns = customer % 2 == 1
        at = begin + timedelta(days=int(random.integers(0, 120)), hours=9)
        first, latest, days, total, opening = at, at, {at.date()}, 0, 0
        while at < end - timedelta(days=20):
            amount = round(float(mean * random.gamma(6, 1 / 6)) + 1, 2)
            add(customer, at, amount)
            total += amount
            latest = at
            if opening == 0:
                opening = amount
            elif returns:
                # Sent back after some days, with all that it cost.
                add(customer, at + timedelta(days=2, hours=3), -amount)
                total -= amount
            days.add(at.date())
            if random.random() < 0.2:
                add(customer, at + timedelta(days=1), 0)
            if random.random() < leaving:
                break
            at += timedelta(days=int(random.exponential(1 / rate)) + 1)
        x = len(days) - 1
        T = (end - first).total_seconds() / 86400
        tx = (latest - first).total_seconds() / 86400
        histories.append((x, tx, T, (total - opening) / x if x > 0 else 0))
    with open("orders.csv", "w") as file:
        file.write("id,customer,at,amount\n" + "\n".join(lines) + "\n")
    x, tx, T, average = (np.array(column, dtype=float) for column in zip(*histories))
    bg = least(lambda at: -bg_likelihood(np.exp(at), x, tx, T), np.log([1, 30, 1, 3]))
    worth = (x > 0) & (average > 0.005)
    to = lambda at: (np.exp(at[0]), 1 + np.exp(at[1]), np.exp(at[2]))
    found = minimize(
        lambda at: -gamma_gamma_likelihood(to(at), x[worth], average[worth]),
        np.log([6, 3, 50]),
        method="Nelder-Mead",
        options={"xatol": 1e-11, "fatol": 1e-11, "maxiter": 20000, "maxfev": 20000},
    )
    found = minimize(lambda at: -gamma_gamma_likelihood(to(at), x[worth], average[worth]), found.x, method="Nelder-Mead",
                     options={"xatol": 1e-11, "fatol": 1e-11, "maxiter": 20000, "maxfev": 20000})
    p, q, v = map(float, to(found.x))
    repeat, share = int((x > 0).sum()), float(worth.sum() / (x > 0).sum())
    return {
        "customers": len(histories),
        "repeatBuyers": repeat,
        "worthNothing": repeat - int(worth.sum()),
        "notPositive": sum(float(line.split(",")[3]) <= 0 for line in lines),
        "bgNbd": dict(zip(("r", "alpha", "a", "b"), map(float, bg))),
        "likelihood": float(bg_likelihood(bg, x, tx, T)),
        "spend": {"p": p, "q": q, "v": v, "share": share},
        "ofAnybody": share * p * v / (q - 1),
    }


with open("lifetimes.json", "w") as file:
    found = {"frequent": frequent_buyers(), "refunds": orders_with_refunds()}
    customers = found["frequent"].pop("customers")
    rows = ",\n".join("    " + json.dumps(row) for row in customers)
    text = json.dumps(found, indent=2)
    file.write(text[:-2] + ',\n  "customers": [\n' + rows + "\n  ]\n}\n")
