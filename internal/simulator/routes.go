package simulator

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

// routes are the operations of the catalogue with their paths in segments.
type routes []route

type route struct {
	op       catalogue.Operation
	segments []string
}

func routesOf(operations []catalogue.Operation) routes {
	all := make(routes, 0, len(operations))
	for _, op := range operations {
		all = append(all, route{op: op, segments: strings.Split(op.Path, "/")})
	}
	return all
}

// route finds the operation of a call and its path parameters. It refuses with
// 404 what is at no path, and with 405 what is there for other methods.
func (s *Simulator) route(method string, c *call) (reply, bool) {
	segments, err := segmentsOf(c.uri)
	if err != nil {
		return refuseV4(c, http.StatusBadRequest, "", "The path is not properly escaped"), true
	}
	var allowed []string
	var found *route
	most := -1
	for i, candidate := range s.routes {
		literals, matches := candidate.match(segments)
		switch {
		case !matches:
		case candidate.op.Method != method:
			allowed = append(allowed, candidate.op.Method)
		case literals > most:
			most, found = literals, &s.routes[i]
		}
	}
	switch {
	case found != nil:
		c.op, c.path = found.op, found.parameters(segments)
		return reply{}, false
	case len(allowed) > 0:
		refusal := refuseV4(c, http.StatusMethodNotAllowed, "", "Request method '"+method+"' not supported")
		refusal.header = http.Header{"Allow": {strings.Join(allowed, ", ")}}
		return refusal, true
	default:
		return refuseV4(c, http.StatusNotFound, "", "There is no resource at this path"), true
	}
}

// mayBeEmpty is the one parameter that can be left out: the path ends in its slash
// then (Payment Batches v1.1 > Get a list of batches).
const mayBeEmpty = "{status}"

// match compares a path with the template. Of several templates that match, the
// one with the most literal segments is meant.
func (r route) match(segments []string) (literals int, matches bool) {
	if len(segments) != len(r.segments) {
		return 0, false
	}
	for i, expected := range r.segments {
		switch {
		case isParameter(expected):
			if segments[i] == "" && expected != mayBeEmpty {
				return 0, false
			}
		case segments[i] == expected:
			literals++
		default:
			return 0, false
		}
	}
	return literals, true
}

// parameters are the segments of a matching path that stand for names in braces.
func (r route) parameters(segments []string) map[string]string {
	parameters := map[string]string{}
	for i, expected := range r.segments {
		if isParameter(expected) {
			parameters[strings.Trim(expected, "{}")] = segments[i]
		}
	}
	return parameters
}

func isParameter(segment string) bool { return strings.HasPrefix(segment, "{") }

// segmentsOf splits an escaped path and unescapes each segment once: v3 ids hold
// a $, which arrives bare or as %24, and an escaped slash is part of a segment.
func segmentsOf(escaped string) ([]string, error) {
	segments := strings.Split(escaped, "/")
	for i, segment := range segments {
		plain, err := url.PathUnescape(segment)
		if err != nil {
			return nil, err
		}
		segments[i] = plain
	}
	return segments, nil
}
