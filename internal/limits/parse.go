package limits

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// root is the key of the rules in the settings file.
const root = "limits"

// Mistakes is everything that is wrong with the rules, a sentence each that begins with
// where it stands.
type Mistakes []string

// Error lists all mistakes, one per line.
func (m Mistakes) Error() string { return strings.Join(m, "\n") }

// parser gathers what is wrong.
type parser struct{ mistakes Mistakes }

// kind is a member of "limits".
type kind struct {
	name string
	// read gives the rules of the member's value, none where it is false.
	read func(p *parser, path string, value json.RawMessage) []rule
	// adds means that what a principal has of it comes on top of the general rules, and
	// does not take their place.
	adds bool
}

// kinds are in the order in which rules are held: what can be said without looking first.
func kinds() []kind {
	return []kind{
		{name: "refuse_tools", read: (*parser).refuseTools, adds: true},
		{name: "working_hours", read: (*parser).workingHours},
		{name: "own_reports_only", read: flag(func(path string) rule { return ownReports{path} })},
		{name: "no_self_approval", read: flag(func(path string) rule { return noSelfApproval{path} })},
		{name: "policies", read: list(func(path string, names []string) rule { return allowedPolicies{path, names} })},
		{name: "expense_types", read: list(func(path string, names []string) rule { return allowedTypes{path, names} })},
		{name: "max_create", read: ceilings(created{})},
		{name: "max_submit", read: ceilings(submitted{})},
		{name: "max_approve", read: ceilings(approved{})},
		{name: "writes_per_hour", read: writesPer("hour", time.Hour)},
		{name: "writes_per_day", read: writesPer("day", day)},
		{name: "expressions", read: (*parser).expressions, adds: true},
	}
}

const day = 24 * time.Hour

const principalsName = "principals"

// principalName is how callers are named: by how they authenticate, and who they are.
var principalName = regexp.MustCompile(`^(local|(token|oidc)/.+)$`)

// Parse reads the value of "limits". It fails with Mistakes, all at once.
func Parse(raw []byte) (Rules, error) {
	p := &parser{}
	members, ok := p.object(root, raw)
	if !ok {
		return Rules{}, p.mistakes
	}
	general := p.rules(root, members, principalsName)
	rules := Rules{all: general.over(nil)}
	if value, given := find(members, principalsName); given {
		path := child(root, principalsName)
		principals, _ := p.object(path, value)
		for _, principal := range principals {
			path := child(path, principal.name)
			// A rule of somebody who cannot call would be taken for one that holds.
			p.check(principalName.MatchString(principal.name), path, "is nobody; use a name such as local, token/NAME or oidc/SUBJECT")
			members, _ := p.object(path, principal.value)
			if rules.own == nil {
				rules.own = map[string][]rule{}
			}
			rules.own[principal.name] = p.rules(path, members).over(general)
		}
	}
	if len(p.mistakes) > 0 {
		return Rules{}, p.mistakes
	}
	return rules, nil
}

// given are the rules of one object, by kind; a kind that is there without rules is
// switched off.
type given map[string][]rule

// over gives the rules in order, with those of the general ones that still hold.
func (g given) over(general given) []rule {
	var rules []rule
	for _, k := range kinds() {
		own, set := g[k.name]
		if k.adds || !set {
			rules = append(rules, general[k.name]...)
		}
		rules = append(rules, own...)
	}
	return rules
}

// rules reads the members of an object; others are names that are read elsewhere.
func (p *parser) rules(path string, members []member, others ...string) given {
	rules := given{}
	names := others
	for _, k := range kinds() {
		names = append(names, k.name)
		if value, set := find(members, k.name); set {
			rules[k.name] = k.read(p, child(path, k.name), value)
		}
	}
	p.known(path, members, names)
	return rules
}

// check notes a mistake where something does not hold; the sentence follows the path.
func (p *parser) check(holds bool, path, format string, args ...any) bool {
	if !holds {
		p.mistakes = append(p.mistakes, mistake(path, fmt.Sprintf(format, args...)))
	}
	return holds
}

// mistake is a sentence about what is written in a place.
func mistake(path, text string) string {
	if !strings.HasSuffix(text, "?") {
		text += "."
	}
	return path + ": " + text
}

// known notes members that nobody reads, with the nearest name that is one.
func (p *parser) known(path string, members []member, names []string) {
	for _, m := range members {
		if !slices.Contains(names, m.name) {
			p.check(false, child(path, m.name), "is no rule%s", didYouMean(m.name, names))
		}
	}
}
