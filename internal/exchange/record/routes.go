package record

import (
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

// routes find the operation of a request by its method and path.
type routes struct {
	operations []catalogue.Operation
	// literals are the segments that stand in some template, and so in no data.
	literals map[string]bool
}

func routesOf(operations []catalogue.Operation) routes {
	r := routes{operations: slices.Clone(operations), literals: map[string]bool{}}
	// The more of a template is literal, the better it fits.
	slices.SortStableFunc(r.operations, func(a, b catalogue.Operation) int {
		return cmp.Compare(len(a.Parameters()), len(b.Parameters()))
	})
	for _, operation := range operations {
		for segment := range strings.SplitSeq(operation.Path, "/") {
			if !strings.HasPrefix(segment, "{") {
				r.literals[segment] = true
			}
		}
		for _, context := range operation.Contexts {
			r.literals[context] = true
		}
	}
	return r
}

func (r routes) find(method, path string) (catalogue.Operation, bool) {
	for _, operation := range r.operations {
		if operation.Method == method && fits(operation.Path, path) {
			return operation, true
		}
	}
	return catalogue.Operation{}, false
}

func fits(template, path string) bool {
	want, got := strings.Split(template, "/"), strings.Split(path, "/")
	return slices.EqualFunc(want, got, func(w, g string) bool {
		return w == g || strings.HasPrefix(w, "{") && g != ""
	})
}

// names are the names of the parameters in a path, by their places.
func (r routes) names(path string) map[int]string {
	names := map[int]string{}
	at := slices.IndexFunc(r.operations, func(o catalogue.Operation) bool { return fits(o.Path, path) })
	if at < 0 {
		return names
	}
	for i, segment := range strings.Split(r.operations[at].Path, "/") {
		if strings.HasPrefix(segment, "{") {
			names[i] = strings.Trim(segment, "{}")
		}
	}
	return names
}

// schemaFile is one of the schemas of Receipts v4.
var schemaFile = regexp.MustCompile(`^[a-z]+(-[a-z]+)*\.schema\.json$`)

// path replaces the segments of an escaped path that no template has.
func (d *disguise) path(escaped string) string {
	segments := strings.Split(escaped, "/")
	names := d.routes.names(escaped)
	for i, segment := range segments {
		if segment == "" || d.routes.literals[segment] || schemaFile.MatchString(segment) {
			continue
		}
		plain, err := url.PathUnescape(segment)
		if err != nil {
			plain = segment
		}
		segments[i] = url.PathEscape(d.text(place{member: names[i]}, plain))
		if strings.Contains(segment, "%24") {
			segments[i] = strings.ReplaceAll(segments[i], "$", "%24")
		}
	}
	return strings.Join(segments, "/")
}
