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
	best := -1
	for _, candidate := range s.routes {
		parameters, literals, matches := candidate.match(segments)
		if !matches {
			continue
		}
		if candidate.op.Method != method {
			allowed = append(allowed, candidate.op.Method)
			continue
		}
		if literals > best {
			best, c.op, c.path = literals, candidate.op, parameters
		}
	}
	switch {
	case best >= 0:
		return reply{}, false
	case len(allowed) > 0:
		refusal := refuseV4(c, http.StatusMethodNotAllowed, "", "Request method '"+method+"' not supported")
		refusal.header = http.Header{"Allow": {strings.Join(allowed, ", ")}}
		return refusal, true
	default:
		return refuseV4(c, http.StatusNotFound, "", "There is no resource at this path"), true
	}
}

// match compares a path with the template. Of several templates that match, the
// one with the most literal segments is meant.
func (r route) match(segments []string) (parameters map[string]string, literals int, matches bool) {
	if len(segments) != len(r.segments) {
		return nil, 0, false
	}
	parameters = map[string]string{}
	for i, expected := range r.segments {
		name, isParameter := strings.CutPrefix(expected, "{")
		switch {
		case isParameter && segments[i] != "":
			parameters[strings.TrimSuffix(name, "}")] = segments[i]
		case !isParameter && segments[i] == expected:
			literals++
		default:
			return nil, 0, false
		}
	}
	return parameters, literals, true
}

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
