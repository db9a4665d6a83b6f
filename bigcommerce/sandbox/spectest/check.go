package spectest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
)

// violation is one thing that differs from the documents.
type violation struct {
	operation string // "GET /v2/orders", or the method and path where no document has it
	part      string // "path", "query sort", "header Accept", "request body", "response status", "response body"
	pointer   string // into the body: "/0/consignments"
	status    int    // of the answer
	text      string
}

func (v violation) String() string {
	return fmt.Sprintf("%s (answered %d): %s %s: %s", v.operation, v.status, v.part, v.pointer, v.text)
}

// check gives the violations of one exchange that no exception covers.
func (c *Checker) check(r *http.Request, sent []byte, answer *http.Response, got []byte) []violation {
	e, params := match(c.docs.endpoints, r.Method, r.URL.Path)
	if e == nil {
		operation := r.Method + " /" + numbers.ReplaceAllString(local(r.URL.Path), "/{id}$1")
		return c.uncovered([]violation{{operation: operation, part: "path", status: answer.StatusCode, text: "no document describes it"}})
	}
	c.mu.Lock()
	c.seen[e.name]++
	c.mu.Unlock()
	x := exchange{r, sent, answer, got, params}
	return c.uncovered(x.violations(e))
}

// numbers are the ids in a path that no document describes.
var numbers = regexp.MustCompile(`/[0-9]+(/|$)`)

// uncovered leaves out what an exception covers.
func (c *Checker) uncovered(all []violation) (left []violation) {
	for _, v := range all {
		covered := false
		for _, e := range exceptions {
			if e.covers(v) {
				covered = true
				c.use(e.why)
				break
			}
		}
		if !covered {
			left = append(left, v)
		}
	}
	return left
}

func (c *Checker) use(why string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.used[why] = true
}

type exchange struct {
	r      *http.Request
	sent   []byte
	answer *http.Response
	got    []byte
	params map[string]string
}

func (x exchange) violations(e *endpoint) []violation {
	options := &openapi3filter.Options{
		MultiError: true, IncludeResponseStatus: true, SkipSettingDefaults: true,
		AuthenticationFunc:      openapi3filter.NoopAuthenticationFunc,
		SchemaValidationOptions: []openapi3.SchemaValidationOption{openapi3.EnableFormatValidation()},
	}
	// The validator may not touch what the caller sent and gets.
	copied := x.r.Clone(context.Background())
	copied.Body = io.NopCloser(bytes.NewReader(x.sent))
	in := &openapi3filter.RequestValidationInput{Request: copied, PathParams: x.params, Route: e.route, Options: options}
	all := undeclared(e, copied)
	all = flatten(all, "", openapi3filter.ValidateRequest(context.Background(), in))
	out := &openapi3filter.ResponseValidationInput{RequestValidationInput: in, Status: x.answer.StatusCode, Header: x.answer.Header,
		Options: options}
	out.SetBodyBytes(x.got)
	all = flatten(all, bodyOfResponse, openapi3filter.ValidateResponse(context.Background(), out))
	for i := range all {
		all[i].operation, all[i].status = e.name, x.answer.StatusCode
	}
	return all
}

// undeclared finds query parameters that the operation doesn't have; the validator lets them pass.
func undeclared(e *endpoint, r *http.Request) (all []violation) {
	known := map[string]bool{}
	for _, list := range []openapi3.Parameters{e.route.PathItem.Parameters, e.route.Operation.Parameters} {
		for _, p := range list {
			if p.Value.In == openapi3.ParameterInQuery {
				known[p.Value.Name] = true
			}
		}
	}
	for name := range r.URL.Query() {
		if !known[name] {
			all = append(all, violation{part: "query " + name, text: "the operation has no such parameter"})
		}
	}
	return all
}

// flatten turns the validator's tree of errors into violations, each at its deepest place.
func flatten(all []violation, part string, err error) []violation {
	var many openapi3.MultiError
	var request *openapi3filter.RequestError
	var response *openapi3filter.ResponseError
	var schema *openapi3.SchemaError
	switch {
	case err == nil:
	case asMulti(err, &many):
		for _, one := range many {
			all = flatten(all, part, one)
		}
	case errors.As(err, &request) && part == "":
		part = bodyOfRequest
		if p := request.Parameter; p != nil {
			part = p.In + " " + p.Name
		}
		if request.Err == nil {
			return append(all, violation{part: part, text: request.Reason})
		}
		return flatten(all, part, request.Err)
	case errors.As(err, &response) && part == bodyOfResponse:
		if response.Err == nil {
			return append(all, violation{part: statusOfResponse, text: response.Reason})
		}
		return flatten(all, bodyOfResponse+" ", response.Err)
	case errors.As(err, &schema):
		if schema.Origin != nil && schema.SchemaField == "allOf" {
			return flatten(all, part, schema.Origin)
		}
		all = append(all, violation{part: strings.TrimSpace(part), pointer: "/" + strings.Join(schema.JSONPointer(), "/"),
			text: schema.SchemaField + ": " + schema.Reason})
	default:
		all = append(all, violation{part: strings.TrimSpace(part), text: err.Error()})
	}
	return all
}

// asMulti asks for the error itself: a MultiError further down belongs to what wraps it.
func asMulti(err error, many *openapi3.MultiError) bool {
	m, ok := err.(openapi3.MultiError)
	*many = m
	return ok
}
