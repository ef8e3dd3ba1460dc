// A peephole LSTM over a whole sequence, forward and back, on the CPU.
//
//   z  = W [a_prev, x] + b                 for each of Γu, Γf, Γo and c̃
//   Γu = σ(zu + pu c_prev)   Γf = σ(zf + pf c_prev)   c̃ = tanh(zc)
//   c  = Γu c̃ + Γf c_prev
//   Γo = σ(zo + po c_seen)   c_seen: c_prev, or c in the form of Gers
//   a  = Γo tanh(c)
//
// Each step is a product, [a_prev, x] by the weights, and the cell; on the way back the
// cell, and a product of dz by the weights. The gradients of the weights and of x wait
// for no other step: they are made outside, for many steps at once. Three ideas make it
// fast:
//
// 1. The gates are interleaved. A processor computes with `lanes` numbers at a time.
//    So the units stand in blocks of `lanes`, and for each block its four gates lie
//    next to each other: block 0: Γu Γf Γo c̃, block 1: Γu Γf Γo c̃, ...
//    Then a product of four vectors' width ends with all that the cell of these units
//    needs, in registers. The cell is the last thing the product does.
// 2. Each weight that is fetched serves several examples: a tile of `most_rows`.
// 3. Examples know nothing of each other. Each thread takes its own through the whole
//    sequence, and never waits for another.
//
// Sizes: the units are padded with zeros to a whole number of blocks.

#include <algorithm>
#include <cstdint>
#include <type_traits>

namespace {

#ifdef __AVX512F__
constexpr int bytes = 64, most_rows = 6;  // 32 registers: 6 * 4 sums, 4 weights
#else
constexpr int bytes = 32, most_rows = 2;  // 16 registers: 2 * 4 sums, 4 weights
#endif

// A vector of as many numbers as one register holds; + and * act on all of them.
template <class T>
struct Vectors {
    typedef T Vec __attribute__((vector_size(bytes)));
    using Whole = std::conditional_t<sizeof(T) == 4, std::int32_t, std::int64_t>;
    typedef Whole Bits __attribute__((vector_size(bytes)));
};
template <class T>
using Vec = typename Vectors<T>::Vec;
template <class T>
constexpr long lanes = bytes / sizeof(T);

template <class T>
inline Vec<T> all(T number) {
    return Vec<T>{} + number;
}

template <class T>
inline Vec<T> load(const T* from) {
    Vec<T> v;
    __builtin_memcpy(&v, from, bytes);
    return v;
}

template <class T>
inline void store(T* to, Vec<T> v) {
    __builtin_memcpy(to, &v, bytes);
}

// ---------------------------------------------------------------- exp, σ and tanh

template <class T>
struct Exponent;  // of a floating-point number: where it stands, and what 2^0 is
template <>
struct Exponent<float> {
    static constexpr int place = 23, zero = 127, terms = 7;
    static constexpr float to_whole = 0x1.8p23f, largest = 87;
    static constexpr float ln2_high = 0x1.62ep-1f, ln2_low = 0x1.0bfbe8p-15f;
};
template <>
struct Exponent<double> {
    static constexpr int place = 52, zero = 1023, terms = 13;
    static constexpr double to_whole = 0x1.8p52, largest = 708;
    static constexpr double ln2_high = 0x1.62e42feep-1, ln2_low = 0x1.a39ef35793c76p-33;
};

constexpr double one_over_factorial(int n) {
    return n > 1 ? one_over_factorial(n - 1) / n : 1;
}

// e^y = 2^k e^r with a whole k and |r| <= ln 2 / 2: gives 2^k, and e^r - 1 by its
// power series. Not e^r: near 0 that would lose the digits that tanh needs.
template <class T>
inline void split_exp(Vec<T> y, Vec<T>& power, Vec<T>& rest) {
    using E = Exponent<T>;
    using Bits = typename Vectors<T>::Bits;
    // Adding so large a number leaves no place for digits after the point.
    const Vec<T> shifted = y * T(1.44269504088896340736) + E::to_whole;
    const Vec<T> k = shifted - E::to_whole;
    const Vec<T> r = (y - k * E::ln2_high) - k * E::ln2_low;
    Vec<T> sum = all<T>(one_over_factorial(E::terms));
#pragma GCC unroll 16
    for (int n = E::terms - 1; n > 0; --n) sum = sum * r + T(one_over_factorial(n));
    rest = sum * r;
    const Bits whole = (Bits)shifted - (Bits)all<T>(E::to_whole);
    power = (Vec<T>)((whole + E::zero) << E::place);
}

template <class T>
inline Vec<T> within(Vec<T> y, T limit) {  // a NaN stays one
    y = y > limit ? all<T>(limit) : y;
    return y < -limit ? all<T>(-limit) : y;
}

template <class T>
inline Vec<T> sigmoid(Vec<T> z) {
    Vec<T> power, rest;
    split_exp<T>(within<T>(-z, Exponent<T>::largest), power, rest);
    return 1 / (1 + (power + power * rest));
}

template <class T>
inline Vec<T> tanh(Vec<T> z) {  // (e^2z - 1) / (e^2z + 1)
    Vec<T> power, rest;
    split_exp<T>(within<T>(2 * z, 40), power, rest);
    const Vec<T> less_one = power * rest + (power - 1);
    return less_one / (less_one + 2);
}

// ---------------------------------------------------------------- the sequence

// All arrays are without gaps. "Interleaved" is (blocks, 4, lanes), 4 N numbers with
// N = blocks * lanes; the order of the four is Γu, Γf, Γo, c̃.
template <class T>
struct Sequence {
    std::int64_t steps, examples, inputs, units, blocks;
    std::int64_t current;  // does Γo see c in place of c_prev?
    std::int64_t keep;     // will there be a way back, which needs the tape?
    std::int64_t threads;
    std::int64_t begin, end;  // the way back goes from step end - 1 to step begin
    const T* weights;    // by blocks, as they are read: forward (blocks, units + inputs,
                         // 4, lanes), back (blocks / 4, interleaved, 4, lanes)
    const T* b;          // (interleaved)
    const T* peepholes;  // (3, N): pu, pf, po
    const T* x;          // (steps, examples, inputs)
    const T *a0, *c0;    // (examples, N)
    T* tape;             // (steps, examples, interleaved): the gates
    T* c;                // (steps, examples, N), or of one step if nothing is kept
    T* a;                // (steps, examples, N)
    const T* da;         // (end - begin, examples, N): what arrives from outside
    T* dz;               // (end - begin + 1, examples, interleaved); that of step `end`,
                         // if there is one, is there already
    T* dc;               // (examples, N): zeros, and in the end dc0
    T* sums;             // (threads, 7, N): zeros; of dpu dpf dpo dbu dbf dbo dbc

    std::int64_t width() const { return blocks * lanes<T>; }
    std::int64_t place(std::int64_t t, std::int64_t row) const {
        return (t * examples + row) * width();
    }
};

template <class T, int rows>
using Tile = Vec<T>[rows][4];

// sum[row][k] += Σ_i in[row][i] * weights[i][k], the k-th of four vectors.
template <class T, int rows>
inline void add_product(Tile<T, rows>& sum, const T* in, std::int64_t next_row,
                        const T* weights, std::int64_t length) {
    for (std::int64_t i = 0; i < length; ++i, weights += 4 * lanes<T>) {
        Vec<T> w[4];
        for (int k = 0; k < 4; ++k) w[k] = load(weights + k * lanes<T>);
        for (int row = 0; row < rows; ++row)
            for (int k = 0; k < 4; ++k) sum[row][k] += in[row * next_row + i] * w[k];
    }
}

// One step of some examples and one block of units: the product, and the cell.
template <class T, int rows>
void step_forward(const Sequence<T>& s, std::int64_t t, std::int64_t first,
                  std::int64_t block) {
    const std::int64_t N = s.width(), unit = block * lanes<T>;
    const T* a_prev = t ? s.a + s.place(t - 1, first) : s.a0 + first * N;
    const T* c_prev = t ? s.c + s.place(s.keep * (t - 1), first) : s.c0 + first * N;
    T* const c = s.c + s.place(s.keep * t, first) + unit;
    T* const a = s.a + s.place(t, first) + unit;

    Tile<T, rows> z;
    for (int row = 0; row < rows; ++row)
        for (int k = 0; k < 4; ++k) z[row][k] = load(s.b + 4 * unit + k * lanes<T>);
    const T* weights = s.weights + 4 * unit * (s.units + s.inputs);
    add_product<T, rows>(z, a_prev, N, weights, s.units);
    const T* x = s.x + (t * s.examples + first) * s.inputs;
    add_product<T, rows>(z, x, s.inputs, weights + 4 * lanes<T> * s.units, s.inputs);

    const Vec<T> pu = load(s.peepholes + unit), pf = load(s.peepholes + N + unit);
    const Vec<T> po = load(s.peepholes + 2 * N + unit);
    for (int row = 0; row < rows; ++row) {
        const Vec<T> before = load(c_prev + row * N + unit);
        const Vec<T> gamma_u = sigmoid<T>(z[row][0] + pu * before);
        const Vec<T> gamma_f = sigmoid<T>(z[row][1] + pf * before);
        const Vec<T> c_tilde = tanh<T>(z[row][3]);
        const Vec<T> now = gamma_u * c_tilde + gamma_f * before;
        const Vec<T> seen = s.current ? now : before;
        const Vec<T> gamma_o = sigmoid<T>(z[row][2] + po * seen);
        store<T>(c + row * N, now);
        store<T>(a + row * N, gamma_o * tanh<T>(now));
        if (s.keep) {
            T* const gates = s.tape + 4 * (s.place(t, first + row) + unit);
            store<T>(gates, gamma_u);
            store<T>(gates + lanes<T>, gamma_f);
            store<T>(gates + 2 * lanes<T>, gamma_o);
            store<T>(gates + 3 * lanes<T>, c_tilde);
        }
    }
}

// One step back of some examples and four blocks of units: what arrives at a from the
// step after, dz W, and then the cell. `sums`: this thread's own.
template <class T, int rows>
void step_back(const Sequence<T>& s, std::int64_t t, std::int64_t first,
               std::int64_t four, T* sums) {
    const std::int64_t N = s.width(), blocks = std::min<std::int64_t>(4, s.blocks - four);
    const std::int64_t at = t - s.begin;
    Tile<T, rows> da = {};
    for (int row = 0; row < rows; ++row)
        for (int k = 0; k < 4; ++k)
            if (k < blocks)
                da[row][k] = load(s.da + s.place(at, first + row) + (four + k) * lanes<T>);
    if (t + 1 < s.steps) {
        const T* weights = s.weights + four * 4 * N * lanes<T>;
        add_product<T, rows>(da, s.dz + 4 * s.place(at + 1, first), 4 * N, weights, 4 * N);
    }

#pragma GCC unroll 4
    for (int k = 0; k < 4; ++k) {
        if (k >= blocks) break;
        const std::int64_t unit = (four + k) * lanes<T>;
        const Vec<T> pu = load(s.peepholes + unit), pf = load(s.peepholes + N + unit);
        const Vec<T> po = load(s.peepholes + 2 * N + unit);
        Vec<T> sum[7] = {};
#pragma GCC unroll 6
        for (int row = 0; row < rows; ++row) {
            const std::int64_t here = s.place(t, first + row);
            const T* const gates = s.tape + 4 * (here + unit);
            const Vec<T> gamma_u = load(gates), gamma_f = load(gates + lanes<T>);
            const Vec<T> gamma_o = load(gates + 2 * lanes<T>);
            const Vec<T> c_tilde = load(gates + 3 * lanes<T>);
            const T* c_prev = t ? s.c + s.place(t - 1, first) : s.c0 + first * N;
            const Vec<T> before = load(c_prev + row * N + unit);
            const Vec<T> now = load(s.c + here + unit), tanh_c = tanh<T>(now);
            T* const carried = s.dc + (first + row) * N + unit;

            const Vec<T> da_t = da[row][k];
            const Vec<T> dz_o = da_t * tanh_c * gamma_o * (1 - gamma_o);
            Vec<T> dc_t = load(carried) + da_t * gamma_o * (1 - tanh_c * tanh_c);
            if (s.current) dc_t += dz_o * po;
            const Vec<T> dz_u = dc_t * c_tilde * gamma_u * (1 - gamma_u);
            const Vec<T> dz_f = dc_t * before * gamma_f * (1 - gamma_f);
            const Vec<T> dz_c = dc_t * gamma_u * (1 - c_tilde * c_tilde);
            Vec<T> dc_prev = dc_t * gamma_f + dz_u * pu + dz_f * pf;
            if (!s.current) dc_prev += dz_o * po;
            store<T>(carried, dc_prev);

            const Vec<T> dz[4] = {dz_u, dz_f, dz_o, dz_c};
            T* const to = s.dz + 4 * (s.place(at, first + row) + unit);
            for (int gate = 0; gate < 4; ++gate) {
                store<T>(to + gate * lanes<T>, dz[gate]);
                sum[3 + gate] += dz[gate];
            }
            sum[0] += dz_u * before;
            sum[1] += dz_f * before;
            sum[2] += dz_o * (s.current ? now : before);
        }
        for (int j = 0; j < 7; ++j) {
            T* const to = sums + j * N + unit;
            store<T>(to, load(to) + sum[j]);
        }
    }
}

// Calls `work` for tiles of `rows` examples, then for a smaller one of what is left.
template <int rows, class Work>
inline void in_tiles(std::int64_t first, std::int64_t end, Work&& work) {
    for (; first + rows <= end; first += rows)
        work(std::integral_constant<int, rows>(), first);
    if constexpr (rows > 1) in_tiles<rows - 1>(first, end, work);
}

template <class T>
void forward(const Sequence<T>& s) {
#pragma omp parallel for num_threads(s.threads) schedule(static, 1)
    for (std::int64_t thread = 0; thread < s.threads; ++thread) {
        const std::int64_t first = s.examples * thread / s.threads;
        const std::int64_t end = s.examples * (thread + 1) / s.threads;
        for (std::int64_t t = 0; t < s.steps; ++t)
            for (std::int64_t block = 0; block < s.blocks; ++block)
                in_tiles<most_rows>(first, end, [&](auto rows, std::int64_t row) {
                    step_forward<T, rows>(s, t, row, block);
                });
    }
}

template <class T>
void backward(const Sequence<T>& s) {
#pragma omp parallel for num_threads(s.threads) schedule(static, 1)
    for (std::int64_t thread = 0; thread < s.threads; ++thread) {
        const std::int64_t first = s.examples * thread / s.threads;
        const std::int64_t end = s.examples * (thread + 1) / s.threads;
        T* const sums = s.sums + thread * 7 * s.width();
        for (std::int64_t t = s.end - 1; t >= s.begin; --t)
            for (std::int64_t four = 0; four < s.blocks; four += 4)
                in_tiles<most_rows>(first, end, [&](auto rows, std::int64_t row) {
                    step_back<T, rows>(s, t, row, four, sums);
                });
    }
}

}  // namespace

// What Python sees: C has no templates, so each type has a name of its own.
extern "C" {
std::int64_t bytes_of_a_vector() { return bytes; }
void forward_float(const Sequence<float>* s) { forward(*s); }
void backward_float(const Sequence<float>* s) { backward(*s); }
void forward_double(const Sequence<double>* s) { forward(*s); }
void backward_double(const Sequence<double>* s) { backward(*s); }
}
