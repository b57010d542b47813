package bench

import (
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"
)

const (
	// callers ask at the same time.
	callers = 64
	// callsEach is what each of them asks in a turn, and turns how often the servers
	// take turns. The machine may be busy with other things for a while: so the figures
	// are medians of the turns, and the ratios medians of what was measured one right after
	// the other.
	callsEach = 10
	turns     = 15
	// callersBudget is how much less we may get done than the bare server, and how much
	// longer the slowest calls may take.
	callersBudget = 1.4
)

// BenchmarkCallers has 64 callers read a report over HTTP, each at once again, from
// serve and from a bare server of the SDK, which are processes of their own. Callers
// and the canned Concur are in this process; they cost the same for both, and have no
// part in x-bare-cpu.
func BenchmarkCallers(b *testing.B) {
	bin := build(b)
	for _, c := range []struct {
		era  string
		open opener
	}{{"modern", newModern}, {"legacy", newLegacy}} {
		b.Run(c.era, func(b *testing.B) {
			concur := newUpstream(b)
			servers := [2]*served{serveBare(b, bin, concur), serveOurs(b, bin, concur)}
			var crowds [2]crowd
			for i, server := range servers {
				crowds[i] = gather(b, server, c.open)
				crowds[i].turn(b) // warm it
			}
			for b.Loop() {
				compare(b, concur, servers, crowds)
			}
		})
	}
}

// compare lets two servers take turns. Each call has to be a request to Concur.
func compare(b *testing.B, concur *upstream, servers [2]*served, crowds [2]crowd) {
	b.Helper()
	var rates, middles, slowest [2][]float64
	var ratios struct{ rate, middle, slow []float64 }
	var spent [2]time.Duration
	for turn := range turns {
		var now [2]tally
		for step := range 2 {
			i := (step + turn) % 2 // nobody is always first
			begin, before := servers[i].spent(b), concur.asked.Load()
			now[i] = crowds[i].turn(b)
			spent[i] += servers[i].spent(b) - begin
			if asked := concur.asked.Load() - before; asked != callers*callsEach {
				b.Fatalf("%d calls made %d requests to Concur", callers*callsEach, asked)
			}
			rates[i] = append(rates[i], now[i].rate)
			middles[i] = append(middles[i], now[i].p50)
			slowest[i] = append(slowest[i], now[i].p99)
		}
		ratios.rate = append(ratios.rate, now[0].rate/now[1].rate)
		ratios.middle = append(ratios.middle, now[1].p50/now[0].p50)
		ratios.slow = append(ratios.slow, now[1].p99/now[0].p99)
	}
	for i, who := range []string{"bare", "ours"} {
		b.ReportMetric(middle(rates[i]), who+"-req/s")
		b.ReportMetric(middle(middles[i]), who+"-p50-ms")
		b.ReportMetric(middle(slowest[i]), who+"-p99-ms")
		if spent[i] > 0 {
			b.ReportMetric(float64(spent[i].Microseconds())/(turns*callers*callsEach), who+"-cpu-µs/call")
		}
	}
	rate, slow := middle(ratios.rate), middle(ratios.slow)
	b.ReportMetric(rate, "x-bare-throughput")
	b.ReportMetric(middle(ratios.middle), "x-bare-p50")
	b.ReportMetric(slow, "x-bare-p99")
	if spent[0] > 0 {
		b.ReportMetric(float64(spent[1])/float64(spent[0]), "x-bare-cpu")
	}
	if rate > callersBudget || slow > callersBudget {
		b.Fatalf("the budget is %.1f times the bare server: throughput %.2f, p99 %.2f", callersBudget, rate, slow)
	}
}

// crowd are the callers of a server.
type crowd []*client

func gather(b *testing.B, s *served, open opener) crowd {
	b.Helper()
	over := newHTTP()
	b.Cleanup(over.CloseIdleConnections)
	all := make(crowd, callers)
	for i := range all {
		var err error
		if all[i], err = open(b.Context(), over, s, s.token(i)); err != nil {
			b.Fatal(err)
		}
	}
	return all
}

// tally is what came of a turn: calls a second, and the milliseconds that half of them
// and all but one in a hundred took at most.
type tally struct{ rate, p50, p99 float64 }

// turn lets all callers ask at once.
func (c crowd) turn(b *testing.B) tally {
	b.Helper()
	runtime.GC() // What the last turn left behind is not this one's to clear away.
	took := make([]float64, len(c)*callsEach)
	group, ctx := errgroup.WithContext(b.Context())
	began := time.Now()
	for i, client := range c {
		group.Go(func() error {
			for j := range callsEach {
				begin := time.Now()
				if err := client.call(ctx); err != nil {
					return err
				}
				took[i*callsEach+j] = float64(time.Since(begin).Microseconds()) / 1000
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		b.Fatal(err)
	}
	all := time.Since(began)
	slices.Sort(took)
	return tally{rate: float64(len(took)) / all.Seconds(), p50: took[len(took)/2], p99: took[len(took)*99/100]}
}

func middle(figures []float64) float64 {
	slices.Sort(figures)
	return figures[len(figures)/2]
}

// tick is the unit in which Linux counts processor time for us (sysconf, _SC_CLK_TCK).
const tick = 10 * time.Millisecond

// spent is the processor time that the process has used; 0 where there is no /proc.
func (p *process) spent(b *testing.B) time.Duration {
	b.Helper()
	if runtime.GOOS != "linux" {
		return 0
	}
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(p.command.Process.Pid) + "/stat")
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(stat), ") ") // The name of the program is in brackets.
	fields := strings.Fields(rest)
	var ticks time.Duration
	for _, field := range fields[11:13] { // utime and stime (proc_pid_stat(5))
		n, err := strconv.Atoi(field)
		if err != nil {
			b.Fatal(err)
		}
		ticks += time.Duration(n)
	}
	return ticks * tick
}
