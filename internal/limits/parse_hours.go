package limits

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

func (p *parser) workingHours(path string, value json.RawMessage) []rule {
	members, ok := p.object(path, value)
	if !ok {
		return nil
	}
	values := p.all(path, members, "days", "from", "to", "time_zone")
	hours := workingHours{path: path}
	if days, given := values["days"]; given {
		hours.days = p.days(child(path, "days"), days)
	}
	from, fromRead := p.clock(path, "from", values)
	to, toRead := p.clock(path, "to", values)
	if fromRead && toRead {
		p.check(from < to, path, "to, %s, is not after from, %s; hours over midnight cannot be said", to, from)
	}
	hours.from, hours.to, hours.zone = from, to, p.zone(path, values)
	return []rule{hours}
}

// all finds the members that have to be there, and those that nobody knows.
func (p *parser) all(path string, members []member, names ...string) map[string]json.RawMessage {
	p.known(path, members, names)
	values := map[string]json.RawMessage{}
	for _, name := range names {
		value, given := find(members, name)
		if p.check(given, child(path, name), "is missing") {
			values[name] = value
		}
	}
	return values
}

func (p *parser) days(path string, value json.RawMessage) []time.Weekday {
	names := dayNames(week())
	var days []time.Weekday
	for i, text := range p.texts(path, value) {
		found := slices.Index(names, text)
		if p.check(found >= 0, at(path, i), "%q is no day; use %s", text, strings.Join(names, ", ")) {
			days = append(days, week()[found])
		}
	}
	return days
}

var clockForm = regexp.MustCompile(`^(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$`)

// clock reads a member that is a time of day.
func (p *parser) clock(path, name string, values map[string]json.RawMessage) (clock, bool) {
	value, given := values[name]
	if !given {
		return 0, false
	}
	text, _ := asText(value)
	if !p.check(clockForm.MatchString(text), child(path, name), "%s is no time of day; write it as \"08:30\"", shortened(value)) {
		return 0, false
	}
	hours, _ := strconv.Atoi(text[:2]) // The form has seen to it.
	minutes, _ := strconv.Atoi(text[3:])
	return clock(hours*minutesOfHour + minutes), true
}

// zone reads a time zone by its IANA name. That of the machine is none: nobody could say
// from the file when it is.
func (p *parser) zone(path string, values map[string]json.RawMessage) *time.Location {
	value, given := values["time_zone"]
	if !given {
		return nil
	}
	text, _ := asText(value)
	zone, err := time.LoadLocation(text)
	p.check(err == nil && text != "" && text != "Local", child(path, "time_zone"),
		"%s is no time zone; write an IANA name such as Europe/Berlin", shortened(value))
	return zone
}
