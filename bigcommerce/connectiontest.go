package bigcommerce

import "context"

func (c *Client) Test(ctx context.Context, needs []Need, report func(Check)) TestResult {
	return TestResult{}
}
