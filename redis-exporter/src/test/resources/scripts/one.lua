return {'one', '1'}
