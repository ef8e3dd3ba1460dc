# slip: looks whether two separate error bars overlap
# named: intervals_overlap
def told_apart(one, other, picks, level=0.95):
    if len(one) != len(other):
        raise ValueError("lengths")
    (a, b), (c, d) = interval(one, picks, level), interval(other, picks, level)
    overlap = max(a, c) <= min(b, d)
    return not overlap
