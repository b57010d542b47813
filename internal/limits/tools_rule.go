package limits

import (
	"fmt"
	"slices"
	"strings"
)

// pattern is the name of a tool, or the beginning of names with * at its end.
type pattern string

func (p pattern) fits(tool string) bool {
	beginning, open := strings.CutSuffix(string(p), "*")
	return tool == string(p) || open && strings.HasPrefix(tool, beginning)
}

// refusedTools is refuse_tools.
type refusedTools struct {
	path     string
	patterns []pattern
}

func (refusedTools) needs(Facts, operation) Needs { return Needs{} }

func (t refusedTools) check(f Facts, _ operation) *Refusal {
	at := slices.IndexFunc(t.patterns, func(p pattern) bool { return p.fits(f.Tool) })
	if at < 0 {
		return nil
	}
	path := fmt.Sprintf("%s[%d]", t.path, at)
	return broken(path, "Do without this tool, or let the person do it in Concur.", "%s is %q; this tool is %s", path, t.patterns[at], f.Tool)
}

func (t refusedTools) words() string {
	return fmt.Sprintf("These tools are refused: %s (%s).", joined(t.patterns), t.path)
}

// joined is a list in words, by commas.
func joined[T ~string](texts []T) string {
	plain := make([]string, len(texts))
	for i, text := range texts {
		plain[i] = string(text)
	}
	return strings.Join(plain, ", ")
}

// UnknownTools finds patterns that no tool fits: rules that hold nothing, most likely for
// a slip of the pen. It gives Mistakes, or nil.
func (r Rules) UnknownTools(names []string) error {
	rules := slices.Clone(r.all)
	for _, principal := range r.principals() {
		rules = append(rules, r.own[principal]...)
	}
	var mistakes Mistakes
	for _, rule := range rules {
		path, patterns := toolsOf(rule)
		for i, p := range patterns {
			found := mistake(at(path, i), "no tool is called "+string(p)+didYouMean(string(p), names))
			if !slices.ContainsFunc(names, p.fits) && !slices.Contains(mistakes, found) {
				mistakes = append(mistakes, found)
			}
		}
	}
	if len(mistakes) == 0 {
		return nil
	}
	return mistakes
}

func toolsOf(r rule) (path string, patterns []pattern) {
	switch of := r.(type) {
	case refusedTools:
		return of.path, of.patterns
	case expression:
		return child(of.path, "tools"), of.tools
	default:
		return "", nil
	}
}
