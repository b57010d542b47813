package limits

import (
	"fmt"
	"time"
)

// Quota is how many writes a principal may make since a moment, the next one included.
type Quota struct {
	// Name is where the rule stands in the settings file.
	Name  string
	Since time.Time
	Most  int
	unit  string
}

// UsedUp is the refusal of a write beyond the quota.
func (q Quota) UsedUp() *Refusal {
	return broken(q.Name, "Wait, and tell the person that the number is used up.",
		"%s is %d, and so many writes were made within the last %s", q.Name, q.Most, q.unit)
}

// mostWrites is writes_per_hour and writes_per_day. The span moves with the clock, so that
// there is no midnight at which twice as many pass.
type mostWrites struct {
	path   string
	unit   string
	within time.Duration
	most   int
}

func (mostWrites) needs(Facts, operation) Needs    { return Needs{} }
func (mostWrites) check(Facts, operation) *Refusal { return nil }

func (m mostWrites) words() string {
	return fmt.Sprintf("At most %d writes are made within any %s (%s).", m.most, m.unit, m.path)
}
