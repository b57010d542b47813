package simulator

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// userFilter decides whether a person is meant by the filter of a search.
type userFilter func(st *state, p *person) bool

// filterTokens cuts a filter into quoted strings, parentheses and words.
var filterTokens = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|[()]|[^\s()"]+|"`)

// filterParser reads the search language of the Identity v4.1 Search Guide as far
// as it is about what the simulated people have: comparisons of text, and, or, not
// and parentheses. Brackets and comparisons by order are refused.
type filterParser struct {
	rest []string
}

// longestFilter bounds a filter in bytes: one parenthesis lies in the other, and each takes
// room while it is read (inferred).
const longestFilter = 16 << 10

// parseFilter reads a filter. An empty one means everybody. Its error is fit for
// the detail of a refusal.
func parseFilter(text string) (userFilter, error) {
	if strings.TrimSpace(text) == "" {
		return func(*state, *person) bool { return true }, nil
	}
	if len(text) > longestFilter {
		return nil, fmt.Errorf("the filter is longer than %d bytes", longestFilter)
	}
	parser := &filterParser{rest: filterTokens.FindAllString(text, -1)}
	filter, err := parser.alternatives()
	if err != nil {
		return nil, err
	}
	if len(parser.rest) > 0 {
		return nil, fmt.Errorf("the filter could not be parsed at %q", parser.rest[0])
	}
	return filter, nil
}

// take removes the next word if it is this one, in any case.
func (p *filterParser) take(word string) bool {
	if len(p.rest) > 0 && strings.EqualFold(p.rest[0], word) {
		p.rest = p.rest[1:]
		return true
	}
	return false
}

func (p *filterParser) next() (string, error) {
	if len(p.rest) == 0 {
		return "", errors.New("the filter ends too early")
	}
	word := p.rest[0]
	p.rest = p.rest[1:]
	return word, nil
}

func (p *filterParser) alternatives() (userFilter, error) {
	left, err := p.conditions()
	for err == nil && p.take("or") {
		var right userFilter
		one := left
		right, err = p.conditions()
		left = func(st *state, who *person) bool { return one(st, who) || right(st, who) }
	}
	return left, err
}

func (p *filterParser) conditions() (userFilter, error) {
	left, err := p.condition()
	for err == nil && p.take("and") {
		var right userFilter
		one := left
		right, err = p.condition()
		left = func(st *state, who *person) bool { return one(st, who) && right(st, who) }
	}
	return left, err
}

func (p *filterParser) condition() (userFilter, error) {
	if p.take("not") {
		inner, err := p.condition()
		return func(st *state, who *person) bool { return !inner(st, who) }, err
	}
	if p.take("(") {
		inner, err := p.alternatives()
		if err == nil && !p.take(")") {
			err = errors.New("the filter lacks a closing parenthesis")
		}
		return inner, err
	}
	return p.comparison()
}

func (p *filterParser) comparison() (userFilter, error) {
	name, err := p.next()
	if err != nil {
		return nil, err
	}
	attribute, known := attributeOf(name)
	if !known {
		return nil, fmt.Errorf("unknown attribute %q", name)
	}
	operator, err := p.next()
	if err != nil {
		return nil, err
	}
	if strings.EqualFold(operator, "pr") {
		return func(st *state, who *person) bool { return attribute(st, who) != "" }, nil
	}
	compare, known := comparisonOf(operator)
	if !known {
		return nil, fmt.Errorf("unknown operator %q", operator)
	}
	value, err := p.next()
	if err != nil {
		return nil, err
	}
	wanted, err := filterValue(name, value)
	if err != nil {
		return nil, err
	}
	return func(st *state, who *person) bool { return compare(strings.ToLower(attribute(st, who)), wanted) }, nil
}

// filterValue reads the value of a comparison, in lower case. Text is quoted; a
// boolean is bare, and a UUID may be.
func filterValue(attribute, value string) (string, error) {
	if len(value) >= 2 && value[0] == '"' && value[len(value)-1] == '"' {
		return strings.ToLower(strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(value[1 : len(value)-1])), nil
	}
	bare := strings.EqualFold(value, "true") || strings.EqualFold(value, "false") || uuidForm.MatchString(value)
	if !bare {
		return "", fmt.Errorf("the value of %s must be in double quotes", attribute)
	}
	return strings.ToLower(value), nil
}

func comparisonOf(operator string) (func(have, wanted string) bool, bool) {
	switch strings.ToLower(operator) {
	case "eq":
		return func(have, wanted string) bool { return have == wanted }, true
	case "ne":
		return func(have, wanted string) bool { return have != wanted }, true
	case "co":
		return strings.Contains, true
	case "sw":
		return strings.HasPrefix, true
	case "ew":
		return strings.HasSuffix, true
	default:
		return nil, false
	}
}

// attributeOf finds how to read a filterable attribute.
func attributeOf(name string) (func(st *state, p *person) string, bool) {
	switch strings.ToLower(name) {
	case "id":
		return func(_ *state, p *person) string { return p.id }, true
	case "username", "emails.value":
		return func(_ *state, p *person) string { return p.login }, true
	case "active":
		return func(_ *state, p *person) string { return fmt.Sprint(p.active) }, true
	case "name.familyname":
		return func(_ *state, p *person) string { return p.family }, true
	case "name.givenname":
		return func(_ *state, p *person) string { return p.given }, true
	case "externalid", "nickname":
		return func(*state, *person) string { return "" }, true
	case strings.ToLower(scimEnterpriseSchema + ":employeeNumber"):
		return func(_ *state, p *person) string { return p.employeeID }, true
	case strings.ToLower(scimEnterpriseSchema + ":manager.value"):
		return func(_ *state, p *person) string { return p.managerID }, true
	default:
		return nil, false
	}
}
