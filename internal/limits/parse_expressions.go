package limits

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

// celPlace is how CEL begins a mistake: the name of a file that there is not, line and column;
// and the container, which ours has none of, at the end.
var celPlace = regexp.MustCompile(`^ERROR: <input>:\d+:\d+: | \(in container ''\)`)

func (p *parser) expressions(path string, value json.RawMessage) []rule {
	var rules []rule
	var names []string
	for i, element := range p.array(path, value) {
		path := at(path, i)
		members, ok := p.object(path, element)
		if !ok {
			continue
		}
		e := p.expression(path, members)
		p.check(e.name == "" || !slices.Contains(names, e.name), child(path, "name"), "%q is the name of another; choose one", e.name)
		names, rules = append(names, e.name), append(rules, e)
	}
	return rules
}

func (p *parser) expression(path string, members []member) expression {
	const tools = "tools"
	e := expression{path: path}
	of, aimed := find(members, tools)
	if aimed {
		e.tools = p.patterns(child(path, tools), of)
	}
	needed := []string{"name", "refuse_when", "message"}
	p.known(path, members, append([]string{tools}, needed...))
	texts := map[string]string{}
	for _, name := range needed {
		value, given := find(members, name)
		if p.check(given, child(path, name), "is missing") {
			texts[name] = p.text(child(path, name), value)
		}
	}
	e.name, e.text, e.message = texts["name"], texts["refuse_when"], texts["message"]
	if e.text == "" {
		return e
	}
	if err := e.compile(); err != nil {
		// CEL shows the place on lines of its own; a mistake is one line.
		first, _, _ := strings.Cut(err.Error(), "\n")
		p.check(false, child(path, "refuse_when"), "%s", strings.TrimSuffix(celPlace.ReplaceAllString(first, ""), "."))
	}
	return e
}
