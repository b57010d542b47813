package telemetry

import (
	"context"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Health is a kind of connection, and what is known of its health.
type Health struct{ Kind, State string }

const (
	// countLife is how long a count of connections is shown again: to count means to
	// read the store.
	countLife = time.Minute
	// countPatience is how long the page waits for the store.
	countPatience = 5 * time.Second
)

// CountConnections lets the page show how many connections there are. They are
// counted when the page is read, at most once a minute; while the store cannot be
// reached the page does without them. Replicas on one store show the same numbers.
func (m *Metrics) CountConnections(now func() time.Time, count func(context.Context) (map[Health]int, error)) {
	m.registry.MustRegister(&connectionCount{now: now, count: count, description: prometheus.NewDesc(
		namespace+"_connections", "Connections in the store; the same on every replica.", []string{"kind", "state"}, nil)})
}

// connectionCount implements prometheus.Collector.
type connectionCount struct {
	now         func() time.Time
	count       func(context.Context) (map[Health]int, error)
	description *prometheus.Desc

	mu      sync.Mutex
	counted time.Time
	last    map[Health]int
}

// Describe implements prometheus.Collector.
func (c *connectionCount) Describe(out chan<- *prometheus.Desc) { out <- c.description }

// Collect implements prometheus.Collector.
func (c *connectionCount) Collect(out chan<- prometheus.Metric) {
	for health, n := range c.current() {
		out <- prometheus.MustNewConstMetric(c.description, prometheus.GaugeValue, float64(n), health.Kind, health.State)
	}
}

func (c *connectionCount) current() map[Health]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.last != nil && c.now().Sub(c.counted) < countLife {
		return c.last
	}
	ctx, cancel := context.WithTimeout(context.Background(), countPatience)
	defer cancel()
	counts, err := c.count(ctx)
	if err != nil {
		c.last = nil
		return nil
	}
	c.last, c.counted = counts, c.now()
	return counts
}
