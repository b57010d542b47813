package soak_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	memory     = "process_resident_memory_bytes"
	heap       = "go_memstats_heap_alloc_bytes"
	goroutines = "go_goroutines"
)

// figures are what is measured.
type figures struct {
	mu   sync.Mutex
	took map[string][]time.Duration
	told map[verdict]int
	// errors counts what was said where something went wrong.
	errors map[string]int
	kind   [2]int // restarts by SIGTERM and SIGKILL
	began  time.Time
	// samples are of the replica that is never restarted.
	samples []map[string]float64
	// before and after are its goroutines at rest.
	before, after float64
	// found is what was resolved of writes that were cut off, by outcome.
	found map[string]int
}

func newFigures() *figures {
	return &figures{
		took: map[string][]time.Duration{}, told: map[verdict]int{}, errors: map[string]int{}, found: map[string]int{}, began: time.Now(),
	}
}

func (f *figures) called(tool string, a answer, took time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.took[tool] = append(f.took[tool], took)
	f.told[a.verdict]++
	if a.verdict != done && a.verdict != asked {
		said := markForm.ReplaceAllString(a.text, "SK…")
		f.errors[tool+": "+said[:min(len(said), 150)]]++
	}
}

// mostTold lists the errors that came most often.
func (f *figures) mostTold() string {
	all := slices.SortedFunc(maps.Keys(f.errors), func(a, b string) int { return f.errors[b] - f.errors[a] })
	var out strings.Builder
	for _, said := range all[:min(len(all), 25)] {
		fmt.Fprintf(&out, "  %5d %s\n", f.errors[said], said)
	}
	return out.String()
}

func (f *figures) restarted(kindly bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if kindly {
		f.kind[0]++
	} else {
		f.kind[1]++
	}
}

// follow measures a replica until the end.
func (f *figures) follow(t *testing.T, over <-chan struct{}, of *replica) {
	t.Helper()
	told := time.Now()
	for {
		select {
		case <-over:
			return
		case <-time.After(time.Second):
		}
		sample, err := of.metrics(memory, heap, goroutines)
		if err != nil {
			continue // It is busy; there are many samples.
		}
		f.mu.Lock()
		f.samples = append(f.samples, sample)
		f.mu.Unlock()
		if time.Since(told) >= time.Minute {
			told = time.Now()
			t.Log(f.line(sample))
		}
	}
}

func (f *figures) line(sample map[string]float64) string {
	return fmt.Sprintf("after %s: %d calls, %.0f MB, heap %.0f MB, %.0f goroutines",
		time.Since(f.began).Round(time.Second), f.calls(), sample[memory]/1e6, sample[heap]/1e6, sample[goroutines])
}

func (f *figures) calls() (all int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, each := range f.took {
		all += len(each)
	}
	return all
}

// median is of a figure in a part of the run, from and to given as parts of it.
func (f *figures) median(figure string, from, to float64) float64 {
	var all []float64
	n := float64(len(f.samples))
	for _, sample := range f.samples[int(from*n):int(to*n)] {
		all = append(all, sample[figure])
	}
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// print tells all of it.
func (f *figures) print(t *testing.T, r *rig) {
	t.Helper()
	var out strings.Builder
	fmt.Fprintf(&out, "soaked %s with %d callers, seed %d\n", *length, callers, *seed)
	fmt.Fprintf(&out, "calls %d, told: %v\n", f.calls(), f.told)
	fmt.Fprintf(&out, "requests to Concur %d, of which it did %d writes\n", r.census.all, r.census.writes)
	fmt.Fprintf(&out, "writes meant %d; faults: %v\n", len(r.ledger.intents), r.concur.hit)
	fmt.Fprintf(&out, "restarts: %d SIGTERM, %d SIGKILL; cut off and looked at later: %v\n", f.kind[0], f.kind[1], f.found)
	for _, figure := range []string{memory, heap} {
		fmt.Fprintf(&out, "%s: %.1f MB at first, %.1f in the middle, %.1f at last\n",
			figure, f.median(figure, 0, .2)/1e6, f.median(figure, .4, .6)/1e6, f.median(figure, .8, 1)/1e6)
	}
	fmt.Fprintf(&out, "%s: %.0f before, %.0f in the middle, %.0f after\n", goroutines, f.before, f.median(goroutines, .4, .6), f.after)
	fmt.Fprintf(&out, "errors that were told most:\n%s", f.mostTold())
	for _, tool := range slices.Sorted(maps.Keys(f.took)) {
		all := slices.Sorted(slices.Values(f.took[tool]))
		fmt.Fprintf(&out, "  %-26s %6d calls, p50 %s, p99 %s\n", tool, len(all),
			all[len(all)/2].Round(time.Millisecond), all[len(all)*99/100].Round(time.Millisecond))
	}
	t.Log(out.String())
}
