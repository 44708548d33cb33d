/* The population benchmark's 40 aggregates and 40 rules by hand: events by customer and time, one backward scan for each
 * type of event that takes measures over as it crosses the starts of windows, then the rules. Reads the columns that
 * bench/population.ts wrote, and prints the milliseconds of each run and a checksum.
 * cc -O3 -march=native -o population population.c -lm && ./population columns.bin runs */
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { AGGREGATES = 40 };
static const double NOW = 1772323200000.0, DAY = 86400000.0;

static void *column(FILE *file, size_t bytes) {
  void *data = malloc(bytes + 64);
  if (data == NULL || fread(data, 1, bytes, file) != bytes) { fprintf(stderr, "the columns are too short\n"); exit(1); }
  return data;
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int best(const int *count, const double *latest, int places) {
  int found = 0;
  for (int place = 1; place < places; place++)
    if (count[place] > count[found] || (count[place] == count[found] && count[place] > 0 && latest[place] > latest[found])) found = place;
  return found;
}

#define ROUNDED(total, n) floor((2.0 * (total) + (n)) / (2.0 * (n)))

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  FILE *file = fopen(argv[1], "rb");
  if (file == NULL) return 2;
  int32_t head[3];
  if (fread(head, sizeof head, 1, file) != 1) return 2;
  const size_t count = (size_t)head[0], orders = (size_t)head[1], views = (size_t)head[2];
  const int32_t *order_start = column(file, (count + 1) * 4);
  const double *order_time = column(file, orders * 8);
  const int32_t *order_date = column(file, orders * 4), *amount = column(file, orders * 4);
  const int8_t *category = column(file, orders), *channel = column(file, orders);
  const int32_t *view_start = column(file, (count + 1) * 4);
  const double *view_time = column(file, views * 8);
  const int32_t *view_date = column(file, views * 4), *spent = column(file, views * 4);
  const int8_t *section = column(file, views);
  const uint8_t *permission = column(file, count);
  double *result = malloc(sizeof(double) * AGGREGATES * count);
  uint64_t *bits = malloc(sizeof(uint64_t) * count), *known = malloc(sizeof(uint64_t) * count);
  if (result == NULL || bits == NULL || known == NULL) return 1;
  /* This month and last begin on these days; the clock of the benchmark stands still. */
  const double month = 1772323200000.0, before = 1769904000000.0;

  for (int run = 0; run < atoi(argv[2]); run++) {
    const double begun = seconds();
    for (size_t q = 0; q < count; q++) {
      double a[AGGREGATES];
      {
        const int low = order_start[q], high = order_start[q + 1];
        int i = high - 1, n_app = 0, days = 0, last = -1;
        while (i >= low && order_time[i] > NOW) i--;
        const int end = i + 1;
        double total = 0, fresh = 0, most = -INFINITY, least = INFINITY;
        uint32_t seen = 0;
        int tally[8] = {0};
        double latest[8] = {0};
        a[24] = a[25] = 0;
        int month_end = -1;
#define TAKE() do { \
          total += amount[i]; n_app += channel[i] == 0; if (category[i] == 0) fresh += amount[i]; \
          if (amount[i] > most) most = amount[i]; if (amount[i] < least) least = amount[i]; \
          seen |= 1u << category[i]; if (tally[category[i]]++ == 0) latest[category[i]] = order_time[i]; \
          if (order_date[i] != last) { last = order_date[i]; days++; } } while (0)
#define UNTIL(edge) for (; i >= low && order_time[i] > (edge); i--) TAKE()
#define FROM(edge) for (; i >= low && order_time[i] >= (edge); i--) TAKE()
        FROM(month);
        a[24] = end - 1 - i; month_end = i + 1;
        UNTIL(NOW - 7 * DAY);
        a[0] = end - 1 - i;
        FROM(before);
        a[25] = month_end - 1 - i;
        UNTIL(NOW - 30 * DAY);
        a[1] = end - 1 - i; a[5] = total; a[13] = n_app;
        UNTIL(NOW - 90 * DAY);
        a[2] = end - 1 - i; a[6] = total; a[8] = a[2] > 0 ? ROUNDED(total, a[2]) : NAN; a[10] = a[2] > 0 ? most : NAN; a[14] = n_app; a[16] = fresh;
        a[18] = __builtin_popcount(seen); a[27] = days;
        UNTIL(NOW - 180 * DAY);
        a[3] = end - 1 - i; a[20] = a[3] > 0 ? best(tally, latest, 8) : NAN; a[26] = a[3] > 0 ? n_app / a[3] : NAN;
        UNTIL(NOW - 365 * DAY);
        a[4] = end - 1 - i; a[7] = total; a[9] = a[4] > 0 ? ROUNDED(total, a[4]) : NAN; a[11] = a[4] > 0 ? most : NAN; a[12] = a[4] > 0 ? least : NAN; a[15] = n_app; a[17] = fresh;
        a[19] = __builtin_popcount(seen); a[21] = a[4] > 0 ? best(tally, latest, 8) : NAN;
        a[22] = end > low ? channel[end - 1] : NAN; a[23] = end > low ? floor((NOW - order_time[end - 1]) / DAY) : NAN;
      }
#undef TAKE
#define TAKE() do { \
          total += spent[i]; if (spent[i] > most) most = spent[i]; offers += section[i] == 2; seen |= 1u << section[i]; \
          if (tally[section[i]]++ == 0) latest[section[i]] = view_time[i]; if (view_date[i] != last) { last = view_date[i]; days++; } } while (0)
#undef UNTIL
#define UNTIL(edge) for (; i >= low && view_time[i] > (edge); i--) TAKE()
      {
        const int low = view_start[q], high = view_start[q + 1];
        int i = high - 1, offers = 0, days = 0, last = -1;
        while (i >= low && view_time[i] > NOW) i--;
        const int end = i + 1;
        double total = 0, most = -INFINITY;
        uint32_t seen = 0;
        int tally[10] = {0};
        double latest[10] = {0};
        UNTIL(NOW - 7 * DAY);
        a[28] = end - 1 - i;
        UNTIL(NOW - 30 * DAY);
        a[29] = end - 1 - i; a[31] = total; a[33] = offers; a[35] = __builtin_popcount(seen); a[36] = days; a[39] = a[29] > 0 ? most : NAN;
        UNTIL(NOW - 90 * DAY);
        a[30] = end - 1 - i; a[32] = total; a[34] = offers; a[37] = a[30] > 0 ? best(tally, latest, 10) : NAN;
        a[38] = end > low ? floor((NOW - view_time[end - 1]) / DAY) : NAN;
      }
      uint64_t yes = 0, sure = 0;
      const int p = permission[q] == 1;
/* A rule is (A and B) or (C and permission), with unknown as Kleene has it. */
#define RULE(bit, A, NA, B, NB, C, NC) do { \
        const uint64_t y = ((A) & (B)) | ((C) & p), n = ((NA) | (NB)) & ((NC) | !p); yes |= y << (bit); sure |= (y | n) << (bit); } while (0)
#include "population-rules.h"
      bits[q] = yes;
      known[q] = sure;
      for (int k = 0; k < AGGREGATES; k++) result[(size_t)k * count + q] = a[k];
    }
    const double took = seconds() - begun;
    uint64_t sum = 0;
    for (size_t q = 0; q < count; q++) sum += (uint64_t)__builtin_popcountll(bits[q]);
    printf("%f %llu\n", took * 1000, (unsigned long long)sum);
  }
  return 0;
}
