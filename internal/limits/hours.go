package limits

import (
	"fmt"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // A rule about hours must not depend on what is installed.

	"github.com/concur-mcp/concur-mcp/tools"
)

// workingHours is working_hours, for what people follow: workflow steps.
type workingHours struct {
	path     string
	days     []time.Weekday
	from, to clock
	zone     *time.Location
}

// clock is a time of day in minutes; 24:00 is the end of the day.
type clock int

const minutesOfHour = 60

func (c clock) String() string {
	return fmt.Sprintf("%02d:%02d", int(c)/minutesOfHour, int(c)%minutesOfHour)
}

func (workingHours) needs(Facts, operation) Needs { return Needs{} }

func (h workingHours) check(f Facts, o operation) *Refusal {
	switch {
	case f.Effect != tools.Workflow && !o.submits && !o.decides:
		return nil
	case f.At.IsZero():
		return missing(h.path, "the time", "Try again later.")
	}
	local := f.At.In(h.zone)
	now := clock(local.Hour()*minutesOfHour + local.Minute())
	if slices.Contains(h.days, local.Weekday()) && h.from <= now && now < h.to {
		return nil
	}
	return broken(h.path, "Do it then, or ask the person to do it in Concur.", "%s are %s; now it is %s", h.path, h.span(),
		local.Format("Mon 15:04"))
}

func (h workingHours) span() string {
	return fmt.Sprintf("%s, %s to %s, %s", strings.Join(dayNames(h.days), " "), h.from, h.to, h.zone)
}

func (h workingHours) words() string {
	return fmt.Sprintf("Workflow steps are taken only within working hours: %s (%s).", h.span(), h.path)
}

// dayName is what the file calls a day.
func dayName(day time.Weekday) string { return day.String()[:3] }

func dayNames(days []time.Weekday) []string {
	names := make([]string, len(days))
	for i, day := range days {
		names[i] = dayName(day)
	}
	return names
}

// week has the days in the order of calendars.
func week() []time.Weekday {
	return []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}
}
